import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { Agent, get, type IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Origin, startOrigin } from './origin';

const bytes = Uint8Array.from({ length: 300_000 }, (_, index) => (index * 7919) >> 3);
let origin: Origin;

beforeEach(async () => {
  origin = await startOrigin();
  origin.serve('/film.mp4', { bytes });
});
afterEach(() => origin.close());

const fetchFilm = (headers: Record<string, string> = {}, init: RequestInit = {}) =>
  fetch(origin.url('/film.mp4'), { headers, ...init });
const bodyOf = async (response: Response) => Buffer.from(await response.arrayBuffer());
/** Buffer's own comparison: the matcher's takes a second for a body of this size. */
const expectBody = async (response: Response, expected: Uint8Array) =>
  expect((await bodyOf(response)).equals(expected)).toBe(true);

describe('a good host', () => {
  it('answers whole files', async () => {
    const response = await fetchFilm();
    expect(response.status).toBe(200);
    expect(response.headers.get('content-length')).toBe('300000');
    expect(response.headers.get('accept-ranges')).toBe('bytes');
    expect(response.headers.get('content-type')).toBe('video/mp4');
    expect(response.headers.get('etag')).toMatch(/^"[^"]+"$/);
    expect(response.headers.get('last-modified')).toBeTruthy();
    expect([...response.headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([]);
    await expectBody(response, bytes);
  });

  it.each([
    ['bytes=0-0', 0, 1],
    ['bytes=1000-200999', 1000, 201_000],
    ['bytes=299999-', 299_999, 300_000],
    ['bytes=-10', 299_990, 300_000],
    ['bytes=290000-999999', 290_000, 300_000],
  ])('answers %s exactly', async (range, start, endExclusive) => {
    const response = await fetchFilm({ range });
    expect(response.status).toBe(206);
    expect(response.headers.get('content-range')).toBe(`bytes ${start}-${endExclusive - 1}/300000`);
    await expectBody(response, bytes.slice(start, endExclusive));
  });

  it('answers 416 beyond the end, 404 elsewhere, 405 to a POST, and HEAD without a body', async () => {
    const beyond = await fetchFilm({ range: 'bytes=300000-' });
    expect([beyond.status, beyond.headers.get('content-range')]).toEqual([416, 'bytes */300000']);
    expect((await fetch(origin.url('/other'))).status).toBe(404);
    expect((await fetchFilm({}, { method: 'POST' })).status).toBe(405);
    const head = await fetchFilm({}, { method: 'HEAD' });
    expect(head.headers.get('content-length')).toBe('300000');
    expect(await bodyOf(head)).toHaveLength(0);
  });

  it('honours If-Range by ETag and by date', async () => {
    const { headers } = await fetchFilm({}, { method: 'HEAD' });
    const range = 'bytes=0-9';
    const status = async (validator: string) => (await fetchFilm({ range, 'if-range': validator })).status;
    expect(await status(headers.get('etag')!)).toBe(206);
    expect(await status(headers.get('last-modified')!)).toBe(206);
    expect(await status('"other"')).toBe(200);
    expect(await status(`W/${headers.get('etag')}`)).toBe(200);
  });

  it('serves a file from disk by positioned reads', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'origin-'));
    const file = path.join(folder, 'a.bin');
    await writeFile(file, bytes);
    origin.serve('/a%20b.bin', file);
    const response = await fetch(origin.url('/a%20b.bin?token=1'), {
      headers: { range: 'bytes=70000-279999' },
    });
    await expectBody(response, bytes.slice(70_000, 280_000));
    await rm(folder, { recursive: true });
    expect(origin.log[0]).toMatchObject({ path: '/a%20b.bin', query: '?token=1', sentBytes: 210_000 });
  });
});

describe('behaviours', () => {
  it('can ignore ranges, refuse suffixes, hide the ETag and the length', async () => {
    origin.update('/film.mp4', { ranges: false });
    const whole = await fetchFilm({ range: 'bytes=0-9' });
    expect([whole.status, whole.headers.has('accept-ranges')]).toEqual([200, false]);
    await whole.body?.cancel();
    origin.update('/film.mp4', { ranges: true, suffixRanges: false, etag: null, tellLength: false });
    expect((await fetchFilm({ range: 'bytes=-9' })).status).toBe(416);
    const part = await fetchFilm({ range: 'bytes=0-9' });
    expect(part.headers.get('content-range')).toBe('bytes 0-9/*');
    expect([part.headers.has('etag'), part.headers.has('content-length')]).toEqual([false, false]);
    await expectBody(part, bytes.slice(0, 10));
  });

  it('redirects, wants cookies, limits requests, and names the file', async () => {
    origin.serve('/go', { bytes: new Uint8Array() }, { redirectTo: '/film.mp4' });
    expect((await fetch(origin.url('/go'), { method: 'HEAD' })).url).toBe(origin.url('/film.mp4'));
    origin.update('/film.mp4', { requireCookie: 'id=7', contentDisposition: 'attachment; filename=a.mp4' });
    expect((await fetchFilm()).status).toBe(403);
    const allowed = await fetchFilm({ cookie: 'a=b; id=7' });
    expect([allowed.status, allowed.headers.get('content-disposition')]).toEqual([
      200,
      'attachment; filename=a.mp4',
    ]);
    await allowed.body?.cancel();
    origin.update('/film.mp4', { maxRequests: 0, retryAfter: '3', requireCookie: undefined });
    const busy = await fetchFilm();
    expect([busy.status, busy.headers.get('retry-after')]).toEqual([503, '3']);
    origin.update('/film.mp4', { status: 410 });
    expect((await fetchFilm()).status).toBe(410);
  });

  it('delays answers by the round trip, new sockets by two', async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const timed = async () => {
      const startMs = performance.now();
      await new Promise<void>((resolve, reject) => {
        get(
          origin.url('/film.mp4'),
          { agent, headers: { range: 'bytes=0-9' } },
          (response: IncomingMessage) => {
            response.resume().once('end', resolve);
          },
        ).once('error', reject);
      });
      return performance.now() - startMs;
    };
    origin.update('/film.mp4', { rttMs: 100 });
    // Timers are never early: the lower bounds hold however busy the machine is.
    expect(await timed()).toBeGreaterThan(198);
    expect(await timed()).toBeGreaterThan(98);
    expect(origin.socketsOpen()).toBe(1);
    agent.destroy();
    await expect.poll(() => origin.socketsOpen()).toBe(0);
    expect(new Set(origin.log.map((request) => request.socketId)).size).toBe(1);
  });

  it('gives each connection its share: four finish what takes one four times as long', async () => {
    origin.update('/film.mp4', { capBytesPerSecond: 150_000 });
    const timed = async (ranges: string[]) => {
      const startMs = performance.now();
      await Promise.all(ranges.map(async (range) => bodyOf(await fetchFilm({ range }))));
      return performance.now() - startMs;
    };
    const one = await timed(['bytes=0-119999']);
    const four = await timed([
      'bytes=0-29999',
      'bytes=30000-59999',
      'bytes=60000-89999',
      'bytes=90000-119999',
    ]);
    expect(one / four).toBeGreaterThan(2);
    expect(one).toBeGreaterThan(600);
    expect(origin.socketsUsed('/film.mp4')).toBeGreaterThanOrEqual(4);
  });

  it('shares one line among connections', async () => {
    origin.update('/film.mp4', { lineBytesPerSecond: 200_000 });
    const startMs = performance.now();
    const ranges = ['bytes=0-49999', 'bytes=50000-99999'];
    await Promise.all(ranges.map(async (range) => bodyOf(await fetchFilm({ range }))));
    expect(performance.now() - startMs).toBeGreaterThan(300);
  });
});

describe('the log', () => {
  it('knows who was asked for what, and how much went out', async () => {
    await bodyOf(await fetchFilm({ range: 'bytes=0-99', cookie: 'a=b', 'x-note': 'hi' }));
    await bodyOf(await fetchFilm({ range: 'bytes=50-149' }));
    expect(origin.log).toHaveLength(2);
    expect(origin.log[0]).toMatchObject({
      path: '/film.mp4',
      query: '',
      method: 'GET',
      host: `127.0.0.1:${origin.port}`,
      range: { start: 0, endExclusive: 100 },
      cookies: 'a=b',
      sentBytes: 100,
      endedBy: 'complete',
      status: 206,
    });
    expect(origin.log[0]?.headers['x-note']).toBe('hi');
    expect([origin.sentBytes('/film.mp4'), origin.distinctBytes('/film.mp4')]).toEqual([200, 150]);
    origin.clearLog();
    expect([origin.log.length, origin.sentBytes('/film.mp4'), origin.peak('/film.mp4')]).toEqual([0, 0, 0]);
  });

  it('tells a client that left, stops reading for it, and keeps it over a clearing', async () => {
    origin.update('/film.mp4', { capBytesPerSecond: 100_000 });
    const abort = new AbortController();
    const response = await fetchFilm({}, { signal: abort.signal });
    const reader = response.body!.getReader();
    await reader.read();
    expect([origin.peak('/film.mp4'), origin.socketsUsed('/film.mp4')]).toEqual([1, 1]);
    origin.clearLog();
    await reader.read();
    expect(origin.log).toHaveLength(1);
    abort.abort();
    await expect.poll(() => origin.log[0]?.endedBy).toBe('client');
    expect(origin.sentBytes('/film.mp4')).toBeLessThan(200_000);
    expect(origin.distinctBytes('/film.mp4')).toBe(origin.sentBytes('/film.mp4'));
  });

  it('carries 24 connections at once', async () => {
    origin.update('/film.mp4', { rttMs: 150 });
    const digest = (data: Uint8Array) => createHash('sha256').update(data).digest('hex');
    const bodies = await Promise.all(Array.from({ length: 24 }, async () => bodyOf(await fetchFilm())));
    expect(new Set(bodies.map(digest))).toEqual(new Set([digest(bytes)]));
    expect(origin.peak('/film.mp4')).toBe(24);
    expect(origin.socketsUsed('/film.mp4')).toBe(24);
  });
});
