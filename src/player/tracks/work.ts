import type { MovieMetadata } from '../../core/movie';
import type { PlayerView } from '../view/player-view';

/**
 * Tells the browser's media keys and notifications what plays, and shows it in place of the picture where there is none.
 * @param isSound whether there is none
 * @param fileTitle what the film is called by its link
 * @param signal ends it
 */
export function presentWork(
  { title = '', artist = '', album = '', cover = null }: Partial<MovieMetadata>,
  isSound: boolean,
  fileTitle: string,
  view: PlayerView,
  signal: AbortSignal,
): void {
  const coverUrl = cover && URL.createObjectURL(new Blob([cover.bytes], { type: cover.mimeType }));
  if (coverUrl !== null) signal.addEventListener('abort', () => URL.revokeObjectURL(coverUrl));
  // Films are seldom called in their metadata what people call them; songs are.
  const work = { title: (isSound && title) || fileTitle, artist, album };
  navigator.mediaSession.metadata = new MediaMetadata({
    ...work,
    artwork: coverUrl === null ? [] : [{ src: coverUrl }],
  });
  const isKnown = coverUrl !== null || title !== '' || artist !== '';
  view.showWork(isSound && isKnown ? { ...work, coverUrl } : null);
}
