import type { PlayerRequest } from './player-address';
import { isPrivate } from './private-window';
import { storedValue } from './stored-value';
import { splitCredentials } from './url-credentials';

/** A film somebody has watched, as it can be opened again. Its links are without user and password. */
export interface RecentFilm extends PlayerRequest {
  readonly title: string;
  /** Where the viewer was last, and how long the film is; seconds. */
  readonly positionSeconds: number;
  readonly durationSeconds: number;
  /** When that was, in milliseconds since the epoch. */
  readonly atMs: number;
}

export const filmsMax = 100;
/** Links are seldom a tenth as long; what is longer would cost more room than it is worth. */
const linkLengthMax = 8000;
const titleLengthMax = 300;

/** So little seen is not worth going back to; with so little left, the film was seen. */
const beginningSeconds = 10;
const endingSeconds = 20;
const endingShare = 0.03;

/** The films of whatever was stored that can be opened again: latest first, each once, at most `filmsMax`. */
export function keptFilms(stored: unknown): RecentFilm[] {
  const films = Array.isArray(stored) ? stored.filter(isRecentFilm) : [];
  const once = new Map<string, RecentFilm>();
  for (const film of films.sort((a, b) => b.atMs - a.atMs)) {
    if (!once.has(film.url)) once.set(film.url, film);
  }
  return [...once.values()].slice(0, filmsMax);
}

/** Where to go on with a film; null where it was hardly begun, or seen to its end. */
export function resumePosition({
  positionSeconds,
  durationSeconds,
}: Pick<RecentFilm, 'positionSeconds' | 'durationSeconds'>): number | null {
  const leftSeconds = durationSeconds - positionSeconds;
  const isSeen = leftSeconds <= Math.max(endingSeconds, endingShare * durationSeconds);
  return positionSeconds < beginningSeconds || isSeen ? null : positionSeconds;
}

const history = storedValue('recentFilms', keptFilms);

/** Latest first. */
export const recentFilms = (): Promise<RecentFilm[]> => history.read();

/** What is known of the film behind this link, with or without user and password; null where nothing is. */
export async function recentFilm(url: string): Promise<RecentFilm | null> {
  const plain = withoutCredentials(url);
  return (await recentFilms()).find((film) => film.url === plain) ?? null;
}

/** Keeps how far a film was watched. Leaves no trace of a private window. */
export async function recordProgress(
  { url, mirrors, referrer }: PlayerRequest,
  progress: Pick<RecentFilm, 'title' | 'positionSeconds' | 'durationSeconds'>,
): Promise<void> {
  if (isPrivate()) return;
  const film: RecentFilm = {
    url: withoutCredentials(url),
    mirrors: mirrors.map(withoutCredentials),
    // Requests tell no more of it, so no more is kept.
    referrer: referrer === null ? null : `${new URL(referrer).origin}/`,
    ...progress,
    title: progress.title.slice(0, titleLengthMax),
    atMs: Date.now(),
  };
  await history.change((films) => keptFilms([film, ...films]));
}

/** Leaves nothing of what was watched. */
export const clearHistory = (): Promise<void> => history.clear();

/** To the letter as it was given, where it names nobody. */
function withoutCredentials(link: string): string {
  const { url, authorization } = splitCredentials(link);
  return authorization === null ? link : url;
}

const isLink = (value: unknown) =>
  typeof value === 'string' &&
  value.length <= linkLengthMax &&
  /^https?:/i.test(value) &&
  URL.canParse(value);

const isSeconds = (value: unknown) => Number.isFinite(value) && (value as number) >= 0;

function isRecentFilm(value: unknown): value is RecentFilm {
  if (typeof value !== 'object' || value === null) return false;
  const film = value as Partial<Record<keyof RecentFilm, unknown>>;
  return (
    isLink(film.url) &&
    Array.isArray(film.mirrors) &&
    film.mirrors.every(isLink) &&
    (film.referrer === null || typeof film.referrer === 'string') &&
    typeof film.title === 'string' &&
    isSeconds(film.positionSeconds) &&
    isSeconds(film.durationSeconds) &&
    isSeconds(film.atMs)
  );
}
