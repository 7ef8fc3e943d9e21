import { recentFilm, resumePosition } from '../../shared/history';
import { defaultViewing, storedViewing, type Viewing } from '../../shared/viewing';

/** What is known of a viewer and a film before it begins. */
export interface Remembered {
  readonly viewing: Viewing;
  /** Where the film was left; null where it is to begin at its start without a word. */
  readonly leftAtSeconds: number | null;
}

/** Never fails: a film plays without what cannot be read. */
export async function readRemembered(url: string): Promise<Remembered> {
  const [viewing, film] = await Promise.all([
    storedViewing.read().catch(() => defaultViewing),
    recentFilm(url).catch(() => null),
  ]);
  const isWanted = film !== null && viewing.resume !== 'never';
  return { viewing, leftAtSeconds: isWanted ? resumePosition(film) : null };
}
