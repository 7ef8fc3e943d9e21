/** Without a picture the controls come after this: the viewer should see that there is a player. */
const patienceMs = 500;

/**
 * Loads the controls when there is a picture, or when it is long in coming. Sooner they would take the processor
 * from the first frame for longer than all else that it waits for.
 */
export function loadControls(video: HTMLVideoElement): void {
  const load = () => void import('./media-chrome');
  video.addEventListener('loadeddata', load, { once: true });
  setTimeout(load, patienceMs);
}
