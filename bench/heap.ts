// What playing holds in memory, and whether hours of it leave some behind: the page's and the background's heap in Chromium.
import type { CDPSession, Page, Target } from 'puppeteer-core';
import { films } from './films';
import { judgeHeap } from './flatness';
import { firstFrameMs, type OpenFilm, withFilm } from './open-film';

export interface HeapSample {
  filmSeconds: number;
  pageBytes: number;
  backgroundBytes: number;
}

const samples = 48;
/** Of both together, for ten minutes of a film of 4 GB. */
const heldBytesMax = 64 * 2 ** 20;
/** Film after the last sample, more than is ever read ahead: near its end there would be less and less in hand. */
const hoursAfter = 0.5;
const firstFrameWithinMs = 60_000;
const noProgressMs = 60_000;

/** Prints the series and whether it is flat. @throws Error when `hours` is no such number, or the film does not play that far */
export async function checkHeap(hours: number): Promise<void> {
  if (!(hours > 0)) throw new Error('--hours is a number above 0.');
  const series = await heapWhilePlaying(() => films.long(hours + hoursAfter), hours, 16);
  for (const part of ['page', 'background'] as const) {
    const { firstBytes, lastBytes, isFlat } = judgeHeap(series.map((sample) => sample[`${part}Bytes`]));
    const grown = `first third ${inMB(firstBytes)}, last third ${inMB(lastBytes)} MB`;
    console.log(`${part}: ${isFlat ? 'flat' : 'NOT FLAT'} (lowest: ${grown})`);
  }
}

/** Prints the series and whether it keeps to the bar, in ten minutes of 4 GB. @throws Error when the film does not play that far */
export async function checkHeld(): Promise<void> {
  const series = await heapWhilePlaying(films.large, 1 / 6, 2);
  const most = Math.max(...series.map(({ pageBytes, backgroundBytes }) => pageBytes + backgroundBytes));
  const verdict = most <= heldBytesMax ? 'holds' : 'MISSED';
  console.log(`most held at once: ${inMB(most)} MB  bar ≤ ${inMB(heldBytesMax)}  ${verdict}`);
}

async function heapWhilePlaying(
  film: () => Promise<string>,
  hours: number,
  playbackRate: number,
): Promise<HeapSample[]> {
  const showing = { film, server: () => ({ rttMs: 5 }) };
  console.log(`${hours.toFixed(2)} h of film, ${playbackRate} times as fast; after a garbage collection, MB`);
  console.log('film        page  background');
  return withFilm('chromium', 'funnel', showing, (opened) => playThrough(opened, hours * 3600, playbackRate));
}

async function playThrough(
  { page }: OpenFilm,
  untilSeconds: number,
  playbackRate: number,
): Promise<HeapSample[]> {
  if ((await firstFrameMs(page, firstFrameWithinMs)) === null) throw new Error('no first frame came');
  const background = page
    .browser()
    .targets()
    .find((target) => target.type() === 'service_worker');
  const [pageSession, backgroundSession] = await Promise.all([page, background!].map(sessionOf));
  await page.evaluate((rate: number) => {
    document.querySelector('video')!.playbackRate = rate;
  }, playbackRate);
  const series: HeapSample[] = [];
  for (let taken = 0; taken < samples; taken++) {
    await played(page, (untilSeconds * taken) / samples);
    const sample = {
      filmSeconds: await page.evaluate(() => document.querySelector('video')!.currentTime),
      pageBytes: await heapBytes(pageSession!),
      backgroundBytes: await heapBytes(backgroundSession!),
    };
    series.push(sample);
    const cells = [inTime(sample.filmSeconds), inMB(sample.pageBytes), inMB(sample.backgroundBytes)];
    console.log(`${cells[0]}${cells[1]?.padStart(9)}${cells[2]?.padStart(12)}`);
  }
  return series;
}

const sessionOf = (owner: Page | Target): Promise<CDPSession> => owner.createCDPSession();

/** Resolves when the playhead has come so far. @throws Error when it has not moved for a minute */
async function played(page: Page, toSeconds: number): Promise<void> {
  for (let lastSeconds = -1; ; ) {
    const now: number = await page.evaluate(() => document.querySelector('video')!.currentTime);
    if (now >= toSeconds) return;
    if (now <= lastSeconds) throw new Error(`the film stands at ${now} s`);
    lastSeconds = now;
    // A share of the way at a time, so that a film that stands is noticed.
    const next = Math.min(toSeconds, now + 60);
    await page
      .waitForFunction(
        (to: number) => document.querySelector('video')!.currentTime >= to,
        { timeout: noProgressMs, polling: 250 },
        next,
      )
      .catch(() => {});
  }
}

/** JavaScript objects, and the bytes of ArrayBuffers, which lie beside them. */
async function heapBytes(session: CDPSession): Promise<number> {
  await session.send('HeapProfiler.collectGarbage');
  // Newer than the driver's types.
  const usage = (await session.send('Runtime.getHeapUsage')) as {
    usedSize: number;
    backingStorageSize: number;
  };
  return usage.usedSize + usage.backingStorageSize;
}

const inMB = (bytes: number): string => (bytes / 1e6).toFixed(2);
const inTime = (seconds: number): string => {
  const minutes = Math.floor(seconds / 60);
  return `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')} h`;
};
