// A fresh browser before a film, with the probe in the page.
import { readFile } from 'node:fs/promises';
import type { Page } from 'puppeteer-core';
import type { FunnelOptions } from '../src/core/funnel/options';
import { playerAddress } from '../src/shared/player-address';
import { type BrowserName, launchViewer, type Viewer } from '../test/browser/viewer';
import { readFrameNumber } from '../test/media/films';
import type { Behaviour } from '../test/server/behaviour';
import { type Origin, startOrigin } from '../test/server/origin';
import { runEarlyInFirefox } from './early-script';
import type { Way } from './figures';
import { setOptions } from './viewer-options';

export interface Showing {
  film: () => Promise<string>;
  server: () => Behaviour;
  cookie?: string;
  options?: Partial<FunnelOptions>;
}

export interface OpenFilm {
  page: Page;
  origin: Origin;
  /** When the order to open the page was given, on the clock of `Date`. */
  orderedAtMs: number;
}

interface Seeked {
  elapsedMs: number | null;
  shown: number;
}

/** What probe.js leaves in the page. */
export interface Probe {
  firstFrameMs: number | null;
  /** When playing first began. */
  playingMs: number | null;
  stalls: { startMs: number; endMs: number | null }[];
  seekTo(seconds: number, frame: number, withinMs: number): Promise<Seeked>;
}
declare const probe: Probe;

export const filmPath = '/film.mp4';
/** A name, as links have: it can be written with a dot at its end, and cookies belong to it. */
const host = 'films.test';

/** Opens the film in a new browser, hands it to `use`, and closes everything after that. */
export async function withFilm<Result>(
  browser: BrowserName,
  way: Way,
  showing: Showing,
  use: (opened: OpenFilm) => Promise<Result>,
): Promise<Result> {
  const origin = await startOrigin();
  const viewer = await launchViewer(browser);
  try {
    origin.serve(filmPath, await showing.film(), showing.server());
    return await use(await open(viewer, way, origin, showing));
  } finally {
    await viewer.close();
    await origin.close();
  }
}

async function open(viewer: Viewer, way: Way, origin: Origin, showing: Showing): Promise<OpenFilm> {
  if (showing.options && way === 'funnel') await setOptions(viewer, showing.options);
  const headers = { 'set-cookie': showing.cookie ?? null };
  origin.serve(
    '/empty.html',
    { bytes: Buffer.from('<!doctype html>') },
    { contentType: 'text/html', headers },
  );
  const source = `window.readFrameNumber = ${readFrameNumber}; ${await readFile(beside('probe.js'), 'utf8')}`;
  const start = await viewer.openPage(origin.url('/empty.html', host));
  const link = origin.url(filmPath, host);
  if (way === 'funnel' && viewer.name === 'firefox') {
    // Firefox runs no script of the driver's before those of an extension's page, but it does run its own.
    await runEarlyInFirefox(viewer.browser, '/player/index.html', source);
    const orderedAtMs = Date.now();
    return { page: await viewer.play(link), origin, orderedAtMs };
  }
  const native = await readFile(beside('native.html'));
  origin.serve('/native.html', { bytes: native }, { contentType: 'text/html' });
  const page = way === 'funnel' ? await viewer.openExtensionPage('_locales/en/messages.json') : start;
  await page.evaluateOnNewDocument(source);
  const target = way === 'funnel' ? `/${playerAddress(link)}` : '/native.html';
  const orderedAtMs = Date.now();
  await page.goto(new URL(target, page.url()).href, { waitUntil: 'domcontentloaded' });
  return { page, origin, orderedAtMs };
}

const beside = (name: string) => new URL(name, import.meta.url);

/** The page's time of the first frame; null: it did not come within this. */
export async function firstFrameMs(page: Page, withinMs: number): Promise<number | null> {
  const shown = page.waitForFunction(() => probe.firstFrameMs !== null, { timeout: withinMs });
  return shown.then(
    () => page.evaluate(() => probe.firstFrameMs),
    () => null,
  );
}

/** Resolves when the page has been open for so long. */
export const pageTime = (page: Page, ms: number) =>
  page.waitForFunction((time: number) => performance.now() >= time, { timeout: 0, polling: 50 }, ms);

/** Pauses, seeks, and resolves when this very frame is shown. */
export const seekTo = (page: Page, seconds: number, frame: number, withinMs: number): Promise<Seeked> =>
  page.evaluate(
    (to: number, number: number, within: number) => probe.seekTo(to, number, within),
    seconds,
    frame,
    withinMs,
  );
