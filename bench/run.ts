// One opening of one film in a fresh browser, measured.
import { readFile } from 'node:fs/promises';
import type { Page } from 'puppeteer-core';
import { playerAddress } from '../src/shared/player-address';
import { type BrowserName, launchViewer, type Viewer } from '../test/browser/viewer';
import { benchFilm, readFrameNumber } from '../test/media/films';
import { type Origin, startOrigin } from '../test/server/origin';
import { fps, type Scenario } from './scenarios';

export type Way = 'funnel' | 'native';

export interface Figures {
  /** From the page's time origin until the first frame is presented; null: never, within the time allowed. */
  firstFrameMs: number | null;
  /** The same, seen from outside: from the order to open the page, so with what the driver takes. */
  firstFrameFromOrderMs: number | null;
  /** After playing began, within 30 s of the first frame. */
  stalls: number;
  stalledMs: number;
  /** Seconds of film played 30 s after the page was opened. */
  filmSecondsAt30: number;
  /** Within 30 s of the first frame. */
  sockets: number;
  peakRequests: number;
  redundancy: number;
  seeks: { toSeconds: number; elapsedMs: number | null; shownFrame: number }[];
}

interface Probe {
  firstFrameMs: number | null;
  stalls: { startMs: number; endMs: number | null }[];
  seekTo(
    seconds: number,
    frame: number,
    withinMs: number,
  ): Promise<{ elapsedMs: number | null; shown: number }>;
}
declare const probe: Probe;

const path = '/film.mp4';
const watchedMs = 30_000;
const firstFrameWithinMs = 60_000;
const seekWithinMs = 60_000;

export async function measure(browser: BrowserName, way: Way, scenario: Scenario): Promise<Figures> {
  const { capBytesPerSecond, rttMs, moov } = scenario;
  const origin = await startOrigin();
  const viewer = await launchViewer(browser);
  try {
    origin.serve(path, await benchFilm(moov), { capBytesPerSecond, rttMs });
    return await watch(await openProbed(viewer, way, origin), origin, scenario);
  } finally {
    await viewer.close();
    await origin.close();
  }
}

interface Opened {
  page: Page;
  /** On the clock of `Date`. */
  orderedAtMs: number;
}

/** Opens the player or the plain page, with the probe in it. */
async function openProbed(viewer: Viewer, way: Way, origin: Origin): Promise<Opened> {
  const source = `window.readFrameNumber = ${readFrameNumber}; ${await readFile(beside('probe.js'), 'utf8')}`;
  if (way === 'funnel' && viewer.name === 'firefox') {
    // Firefox runs no script of the driver's before those of an extension's page: the probe comes as soon as one can.
    const orderedAtMs = Date.now();
    const page = await viewer.play(origin.url(path));
    await page.evaluate(source);
    return { page, orderedAtMs };
  }
  origin.serve(
    '/native.html',
    { bytes: await readFile(beside('native.html')) },
    { contentType: 'text/html' },
  );
  origin.serve('/empty.html', { bytes: Buffer.from('<!doctype html>') }, { contentType: 'text/html' });
  const page = await (way === 'funnel'
    ? viewer.openExtensionPage('_locales/en/messages.json')
    : viewer.openPage(origin.url('/empty.html')));
  await page.evaluateOnNewDocument(source);
  const target = way === 'funnel' ? `/${playerAddress(origin.url(path))}` : '/native.html';
  const orderedAtMs = Date.now();
  await page.goto(new URL(target, page.url()).href, { waitUntil: 'domcontentloaded' });
  return { page, orderedAtMs };
}

const beside = (name: string) => new URL(name, import.meta.url);

async function watch({ page, orderedAtMs }: Opened, origin: Origin, scenario: Scenario): Promise<Figures> {
  const timeOriginMs = await page.evaluate(() => performance.timeOrigin);
  const shown = page.waitForFunction(() => probe.firstFrameMs !== null, { timeout: firstFrameWithinMs });
  const firstFrameMs = await shown.then(
    () => page.evaluate(() => probe.firstFrameMs),
    () => null,
  );
  await awaitPageTime(page, watchedMs);
  const filmSecondsAt30 = await page.evaluate(() => document.querySelector('video')?.currentTime ?? 0);
  const untilMs = (firstFrameMs ?? 0) + watchedMs;
  await awaitPageTime(page, untilMs);
  const stalls = await page.evaluate(() => probe.stalls);
  const figures = {
    firstFrameMs,
    firstFrameFromOrderMs: firstFrameMs === null ? null : timeOriginMs + firstFrameMs - orderedAtMs,
    stalls: stalls.length,
    stalledMs: stalls.reduce((sum, { startMs, endMs }) => sum + (endMs ?? untilMs) - startMs, 0),
    filmSecondsAt30,
    sockets: origin.socketsUsed(path),
    peakRequests: origin.peak(path),
    redundancy: origin.sentBytes(path) / origin.distinctBytes(path),
  };
  const seeks: Figures['seeks'] = [];
  for (const toSeconds of firstFrameMs === null ? [] : scenario.seeks) {
    const frame = Math.floor(toSeconds * fps + 1e-6);
    const { elapsedMs, shown } = await page.evaluate(
      (seconds: number, number: number, withinMs: number) => probe.seekTo(seconds, number, withinMs),
      toSeconds,
      frame,
      seekWithinMs,
    );
    seeks.push({ toSeconds, elapsedMs, shownFrame: shown });
  }
  return { ...figures, seeks };
}

/** Resolves when the page has been open for so long. */
const awaitPageTime = (page: Page, ms: number) =>
  page.waitForFunction((time: number) => performance.now() >= time, { timeout: 0, polling: 50 }, ms);
