/** As far as the player's own buttons go. */
const stepSeconds = 10;

/**
 * Media keys, headsets and the system's own controls: plays, pauses and seeks, and lets them show where the film stands.
 * What plays they are told by whoever knows it.
 */
export function answerMediaKeys(video: HTMLVideoElement): void {
  const seekTo = (seconds: number): void => {
    if (Number.isFinite(video.duration)) video.currentTime = Math.min(Math.max(0, seconds), video.duration);
  };
  // A refusal (no film yet) leaves it as it is.
  setMediaKey('play', () => void video.play().catch(() => {}));
  setMediaKey('pause', () => video.pause());
  setMediaKey('stop', () => video.pause());
  setMediaKey('seekbackward', ({ seekOffset }) => seekTo(video.currentTime - (seekOffset ?? stepSeconds)));
  setMediaKey('seekforward', ({ seekOffset }) => seekTo(video.currentTime + (seekOffset ?? stepSeconds)));
  setMediaKey('seekto', ({ seekTime }) => {
    if (seekTime != null) seekTo(seekTime);
  });
  const tell = (): void => {
    const { duration, currentTime, playbackRate } = video;
    if (!Number.isFinite(duration)) return;
    const position = Math.min(currentTime, duration);
    navigator.mediaSession.setPositionState({ duration, position, playbackRate });
  };
  for (const type of ['durationchange', 'play', 'pause', 'seeked', 'ratechange']) {
    video.addEventListener(type, tell);
  }
}

/** Null takes it back. A browser that does not know the key does without. */
export function setMediaKey(key: MediaSessionAction, act: MediaSessionActionHandler | null): void {
  try {
    navigator.mediaSession.setActionHandler(key, act);
  } catch {
    // Nothing is lost that was there before.
  }
}
