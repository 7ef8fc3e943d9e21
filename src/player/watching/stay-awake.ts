/** Keeps the screen on while the film plays and is looked at. */
export function stayAwake(video: HTMLVideoElement): void {
  const document = video.ownerDocument;
  let lock: Promise<WakeLockSentinel | null> | null = null;
  const look = (): void => {
    // A browser lets go of the lock by itself when the page is hidden.
    const isWatched = !video.paused && document.visibilityState === 'visible';
    if (isWatched && lock === null) {
      // Refused when the battery is low: then the screen does as it likes, until the film next goes on.
      const asked = navigator.wakeLock?.request('screen').catch(() => {
        if (lock === asked) lock = null;
        return null;
      });
      lock = asked ?? null;
    } else if (!isWatched && lock !== null) {
      void lock.then((sentinel) => sentinel?.release());
      lock = null;
    }
  };
  for (const type of ['playing', 'pause', 'ended', 'emptied']) video.addEventListener(type, look);
  document.addEventListener('visibilitychange', look);
}
