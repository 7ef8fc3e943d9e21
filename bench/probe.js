// Runs in the page that is measured, before its own scripts: watches whatever <video> comes. `readFrameNumber` is beside it.
// Media events do not bubble, but a listener that captures hears them all. All times are ms since the page was opened.
window.probe = { firstFrameMs: null, playingMs: null, stalls: [] };
{
  const { probe } = window;

  const awaitFirstFrame = (video) =>
    video.requestVideoFrameCallback(() => {
      probe.firstFrameMs ??= performance.now();
    });
  const onLoadedMetadata = (event) => {
    if (probe.firstFrameMs === null) awaitFirstFrame(event.target);
  };
  const onPlaying = () => {
    probe.playingMs ??= performance.now();
    const last = probe.stalls.at(-1);
    if (last && last.endMs === null) last.endMs = performance.now();
  };
  const onWaiting = (event) => {
    const last = probe.stalls.at(-1);
    if (probe.playingMs === null || event.target.seeking || (last && last.endMs === null)) return;
    probe.stalls.push({ startMs: performance.now(), endMs: null, filmSeconds: event.target.currentTime });
  };
  document.addEventListener('loadedmetadata', onLoadedMetadata, true);
  document.addEventListener('playing', onPlaying, true);
  document.addEventListener('waiting', onWaiting, true);

  /** Pauses, seeks, and resolves with the ms from setting `currentTime` until this very frame is shown. */
  probe.seekTo = (seconds, frameNumber, withinMs) =>
    new Promise((resolve) => {
      const video = document.querySelector('video');
      video.pause();
      const startMs = performance.now();
      const look = () => {
        const elapsedMs = performance.now() - startMs;
        const shown = video.seeking ? -1 : window.readFrameNumber(video);
        if (shown === frameNumber) resolve({ elapsedMs, shown });
        else if (elapsedMs > withinMs) resolve({ elapsedMs: null, shown });
        else requestAnimationFrame(look);
      };
      video.currentTime = seconds;
      requestAnimationFrame(look);
    });
}
