import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { type Origin, startOrigin } from '../test/server/origin';

/**
 * What a slow file host grants each connection: a quarter of what the film needs, so one connection stutters at once and
 * twelve carry it with room to spare.
 */
export const bytesPerSecondEach = 30_000;
const rttMs = 60;
const filmPath = '/film.mp4';

export interface FilmHost {
  /** The page that shows the film in a plain `<video>`. */
  pageUrl: string;
  filmUrl: string;
  close(): Promise<void>;
}

/** Serves the demo's film and page from loopback, the film as a slow host would. */
export async function startFilmHost(): Promise<FilmHost> {
  const origin: Origin = await startOrigin();
  origin.serve(filmPath, file('film.mp4'), { capBytesPerSecond: bytesPerSecondEach, rttMs });
  const page = { '/': 'index.html', '/style.css': 'style.css', '/page.js': 'page.js' };
  const contentTypes = { '/': 'text/html', '/style.css': 'text/css', '/page.js': 'text/javascript' };
  for (const path of Object.keys(page) as (keyof typeof page)[]) {
    const bytes = await readFile(file(`page/${page[path]}`));
    origin.serve(path, { bytes }, { contentType: `${contentTypes[path]}; charset=utf-8` });
  }
  return { pageUrl: origin.url('/'), filmUrl: origin.url(filmPath), close: () => origin.close() };
}

const file = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
