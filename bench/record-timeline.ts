// One run under a cap, with a seek, recorded by the server and drawn.
import { writeFile } from 'node:fs/promises';
import type { Page } from 'puppeteer-core';
import { topLevelBoxes } from '../src/core/mp4/top-level-boxes';
import { openContent } from '../test/server/content';
import type { LoggedRequest } from '../test/server/origin';
import { films } from './films';
import { filmPath, firstFrameMs, type OpenFilm, pageTime, type Showing, seekTo, withFilm } from './open-film';
import { fps } from './scenarios';
import { drawTimeline, type Part, type TimelineRequest } from './timeline';

const showing: Showing = {
  film: films.moovFirst,
  server: () => ({ capBytesPerSecond: 100_000, rttMs: 50 }),
  // Tells the connections with cookies from those without.
  cookie: 'viewer=1',
};
const spanMs = 20_000;
const seekAtMs = 10_000;
const seekSeconds = 180;
const withinMs = 30_000;
const target = new URL('../docs/fetch-timeline.svg', import.meta.url);

export async function recordTimeline(): Promise<void> {
  const svg = await withFilm('chromium', 'funnel', showing, record);
  await writeFile(target, svg);
  console.log(`docs/fetch-timeline.svg, ${(svg.length / 1000).toFixed(1)} KB`);
}

/** @throws Error when no frame came, at the start or after the seek */
async function record({ page, origin }: OpenFilm): Promise<string> {
  const firstMs = await firstFrameMs(page, withinMs);
  await pageTime(page, seekAtMs);
  const clock = await clockOf(page);
  const askedMs = performance.now() - clock;
  const { elapsedMs } = await seekTo(page, seekSeconds, seekSeconds * fps, withinMs);
  if (firstMs === null || elapsedMs === null) throw new Error('no frame came: nothing to draw');
  await page.evaluate(() => document.querySelector('video')?.play());
  await pageTime(page, spanMs);
  const layout = await layoutOf(await films.moovFirst());
  const seen = origin.log.filter(({ path, range }) => path === filmPath && range !== null);
  const requests = placed(seen.map((request) => timelineRequest(request, clock, askedMs, layout)));
  const peak = origin.peak(filmPath);
  return drawTimeline({
    title: `${peak} connections play one film`,
    description: `Each row is a connection that the server limits to 100 KB/s, each bar a request for a piece of the film, over ${spanMs / 1000} seconds. The first frame is shown after ${inSeconds(firstMs)}. At ${inSeconds(askedMs)} the viewer seeks to minute ${seekSeconds / 60}: all connections turn to that place at once, and its picture is shown ${inSeconds(elapsedMs)} later.`,
    legend: {
      index: 'looking for the index',
      film: 'film, in playing order',
      afterSeek: `film from ${seekSeconds / 60}:00 on`,
      waiting: 'waiting for the first byte',
    },
    spanMs,
    requests,
    marks: [
      { atMs: firstMs, label: `first frame, ${inSeconds(firstMs)}`, side: 'right' },
      { atMs: askedMs, label: `seek to ${seekSeconds / 60}:00`, side: 'left' },
      { atMs: askedMs + elapsedMs, label: `its frame, ${inSeconds(elapsedMs)} later`, side: 'right' },
    ],
  });
}

/** This program's time when the page's was 0. */
async function clockOf(page: Page): Promise<number> {
  const beforeMs = performance.now();
  const pageMs = await page.evaluate(() => performance.now());
  return (beforeMs + performance.now()) / 2 - pageMs;
}

interface Layout {
  byteLength: number;
  filmStart: number;
}

/** Where the film proper begins in a file whose index comes first. */
async function layoutOf(file: string): Promise<Layout> {
  const content = openContent(file);
  try {
    const source = {
      byteLength: content.lengthBytes,
      read: ({ start, endExclusive }: { start: number; endExclusive: number }) =>
        content.read(start, endExclusive - start),
    };
    for await (const { type, contentStart } of topLevelBoxes(source)) {
      if (type === 'mdat') return { byteLength: content.lengthBytes, filmStart: contentStart };
    }
    throw new Error(`no mdat in ${file}`);
  } finally {
    content.close();
  }
}

interface Unplaced extends Omit<TimelineRequest, 'place'> {
  startByte: number;
}

function timelineRequest(
  request: LoggedRequest,
  clock: number,
  seekMs: number,
  { byteLength, filmStart }: Layout,
): Unplaced {
  const startMs = request.startedAtMs - clock;
  const at = request.range?.start ?? 0;
  // The film has one rate throughout, so bytes are time. Nothing is read so far ahead: before the seek it is the tail, where an index may lie.
  const isFar = at > filmStart + (byteLength - filmStart) * 0.5;
  const part: Part = at < filmStart || (isFar && startMs < seekMs) ? 'index' : isFar ? 'afterSeek' : 'film';
  return {
    lane: laneOf(request),
    socketId: request.socketId,
    startMs,
    firstByteMs: request.firstByteAtMs === null ? null : request.firstByteAtMs - clock,
    endMs: Math.min((request.endedAtMs ?? Infinity) - clock, spanMs),
    part,
    startByte: at,
  };
}

/** Each request's place among those of its part. */
function placed(requests: readonly Unplaced[]): TimelineRequest[] {
  return requests.map(({ startByte, ...request }) => {
    const starts = requests.filter(({ part }) => part === request.part).map((each) => each.startByte);
    const [first, last] = [Math.min(...starts), Math.max(...starts)];
    return { ...request, place: last === first ? 0 : (startByte - first) / (last - first) };
  });
}

const laneOf = ({ host, cookies }: LoggedRequest): string => {
  const name = host.replace(/:\d+$/, '');
  return `${name}\n${cookies === null ? 'without cookies' : 'with cookies'}`;
};

const inSeconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;
