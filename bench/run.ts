// One opening of one film in a fresh browser, measured.
import type { Page } from 'puppeteer-core';
import type { BrowserName } from '../test/browser/viewer';
import type { Origin } from '../test/server/origin';
import type { Figures, Seek, Way } from './figures';
import { filmPath, firstFrameMs, type OpenFilm, type Probe, pageTime, seekTo, withFilm } from './open-film';
import { fps, type Scenario } from './scenarios';

declare const probe: Probe;

const firstFrameWithinMs = 60_000;
const seekWithinMs = 60_000;

export const measure = (browser: BrowserName, way: Way, scenario: Scenario): Promise<Figures> =>
  withFilm(browser, way, scenario, (opened) => watch(opened, scenario));

async function watch({ page, origin, orderedAtMs }: OpenFilm, scenario: Scenario): Promise<Figures> {
  const watchedMs = scenario.watchSeconds * 1000;
  const timeOriginMs = await page.evaluate(() => performance.timeOrigin);
  const firstMs = await firstFrameMs(page, firstFrameWithinMs);
  const bytesPerSecond = scenario.rate ? await rateWithin(page, origin, scenario.rate) : null;
  let filmSecondsAt30: number | null = null;
  if (watchedMs >= 30_000) {
    await pageTime(page, 30_000);
    filmSecondsAt30 = await playhead(page);
  }
  const untilMs = (firstMs ?? 0) + watchedMs;
  await pageTime(page, untilMs);
  const { stalls, playingMs } = await page.evaluate(() => ({
    stalls: probe.stalls,
    playingMs: probe.playingMs,
  }));
  const stalledMs = stalls.map(({ startMs, endMs }) => (endMs ?? untilMs) - startMs);
  return {
    firstFrameMs: firstMs,
    firstFrameFromOrderMs: firstMs === null ? null : timeOriginMs + firstMs - orderedAtMs,
    watchedMs,
    stalls: stalls.length,
    stalledMs: stalledMs.reduce((sum, each) => sum + each, 0),
    longestStallMs: playingMs === null ? null : Math.max(0, ...stalledMs),
    filmSeconds: await playhead(page),
    filmSecondsAt30,
    bytesPerSecond,
    sockets: origin.socketsUsed(filmPath),
    peakRequests: origin.peak(filmPath),
    redundancy: origin.sentBytes(filmPath) / origin.distinctBytes(filmPath),
    seeks: await seeksOf(page, firstMs === null ? 0 : seekWithinMs, scenario.seeks),
  };
}

const playhead = (page: Page) => page.evaluate(() => document.querySelector('video')?.currentTime ?? 0);

/** Distinct bytes of the film that the server sends per second, between two times of the page. */
async function rateWithin(
  page: Page,
  origin: Origin,
  { fromSeconds, untilSeconds }: { fromSeconds: number; untilSeconds: number },
): Promise<number> {
  const now = () => ({ bytes: origin.distinctBytes(filmPath), ms: performance.now() });
  await pageTime(page, fromSeconds * 1000);
  const from = now();
  await pageTime(page, untilSeconds * 1000);
  const until = now();
  return ((until.bytes - from.bytes) / (until.ms - from.ms)) * 1000;
}

async function seeksOf(page: Page, withinMs: number, seeks: readonly number[]): Promise<Seek[]> {
  const done: Seek[] = [];
  for (const toSeconds of seeks) {
    if (withinMs === 0) {
      done.push({ toSeconds, elapsedMs: null, shownFrame: -1 });
      continue;
    }
    const frame = Math.floor(toSeconds * fps + 1e-6);
    const { elapsedMs, shown } = await seekTo(page, toSeconds, frame, withinMs);
    done.push({ toSeconds, elapsedMs, shownFrame: shown });
  }
  return done;
}
