import type { PlayerPage } from './player-page';

/** Without a picture the controls come after this: the viewer should see that there is a player. */
const patienceMs = 500;

/**
 * Loads the controls when there is a picture, or when it is long in coming. Sooner they would take the processor
 * from the first frame for longer than all else that it waits for.
 */
export async function loadControls(page: PlayerPage): Promise<void> {
  await new Promise((resolve) => {
    page.video.addEventListener('loadeddata', resolve, { once: true });
    setTimeout(resolve, patienceMs);
  });
  const { addChaptersMenu, addPlaybackMenu, keepThumbnails } = await import('./controls');
  addPlaybackMenu(page);
  addChaptersMenu(page);
  keepThumbnails(page);
}
