import { afterEach, beforeEach, expect, it } from 'vitest';
import { type Fault, type Origin, startOrigin } from './origin';

const bytes = Uint8Array.from({ length: 100_000 }, (_, index) => index % 251);
let origin: Origin;

beforeEach(async () => {
  origin = await startOrigin();
});
afterEach(() => origin.close());

/** Serves with the fault, reads what comes; hangs are left after 300 ms. */
async function suffer(
  fault: Fault,
): Promise<{ status: number; body: number[]; failed: boolean; headers: Headers }> {
  origin.serve('/film.mp4', { bytes }, { fault: () => fault });
  const signal = AbortSignal.timeout(300);
  const seen = { status: 0, body: [] as number[], failed: false, headers: new Headers() };
  try {
    const response = await fetch(origin.url('/film.mp4'), { headers: { range: 'bytes=10-50009' }, signal });
    Object.assign(seen, { status: response.status, headers: response.headers });
    for await (const chunk of response.body!) seen.body.push(...chunk);
  } catch {
    seen.failed = true;
  }
  return seen;
}

const endedBy = () => expect.poll(() => origin.log[0]?.endedBy);
const first = (count: number) => [...bytes.slice(10, 10 + count)];

it('hangs before the answer', async () => {
  expect(await suffer({ kind: 'hang' })).toMatchObject({ status: 0, failed: true });
  await endedBy().toBe('client');
});

it('hangs in the body', async () => {
  const seen = await suffer({ kind: 'hang-after', bytes: 4000 });
  expect(seen).toMatchObject({ status: 206, failed: true, body: first(4000) });
  await endedBy().toBe('client');
  expect(origin.log[0]?.sentBytes).toBe(4000);
});

it('resets before the answer', async () => {
  expect(await suffer({ kind: 'reset' })).toMatchObject({ status: 0, failed: true });
  await endedBy().toBe('fault');
});

it('resets in the body', async () => {
  const seen = await suffer({ kind: 'reset-after', bytes: 4000 });
  expect(seen).toMatchObject({ status: 206, failed: true, body: first(4000) });
  await endedBy().toBe('fault');
});

it('ends the body too early', async () => {
  const seen = await suffer({ kind: 'truncate-after', bytes: 4000 });
  expect(seen).toMatchObject({ status: 206, failed: true, body: first(4000) });
  expect(seen.headers.get('content-length')).toBe('50000');
  await endedBy().toBe('fault');
});

it('answers with a status', async () => {
  const seen = await suffer({ kind: 'status', status: 429, retryAfter: '2' });
  expect(seen).toMatchObject({ status: 429, failed: false });
  expect(seen.headers.get('retry-after')).toBe('2');
  expect(origin.sentBytes('/film.mp4')).toBe(0);
});

it('behaves otherwise for one request', async () => {
  const whole = await suffer({ kind: 'behave', behaviour: { ranges: false, etag: '"other"' } });
  expect(whole).toMatchObject({ status: 200, failed: false, body: [...bytes] });
  expect(whole.headers.get('etag')).toBe('"other"');
});

it('lies about the range', async () => {
  const headers = { 'content-range': 'bytes 10-50009/777777' };
  const wrongTotal = await suffer({ kind: 'behave', behaviour: { headers } });
  expect(wrongTotal.headers.get('content-range')).toBe(headers['content-range']);
  const shifted = await suffer({ kind: 'behave', behaviour: { shiftRangeBytes: 5 } });
  expect(shifted.headers.get('content-range')).toBe('bytes 15-50009/100000');
  expect(shifted.body).toEqual([...bytes.slice(15, 50_010)]);
});

it('is down for a while, and back at the same address', async () => {
  origin.serve('/film.mp4', { bytes }, { fault: () => ({ kind: 'hang-after', bytes: 10 }) });
  const url = origin.url('/film.mp4');
  const underWay = await fetch(url);
  await origin.goDown();
  await expect(underWay.arrayBuffer()).rejects.toThrow();
  await expect(fetch(url)).rejects.toThrow();
  await origin.comeBack();
  expect((await fetch(url, { method: 'HEAD' })).status).toBe(200);
});

it('resets connections beyond a number', async () => {
  origin.serve('/film.mp4', { bytes }, { fault: () => ({ kind: 'hang' }) });
  origin.limitConnections(1);
  const stop = new AbortController();
  const first = fetch(origin.url('/film.mp4'), { signal: stop.signal });
  await expect.poll(() => origin.log.length).toBe(1);
  await expect(fetch(origin.url('/film.mp4'))).rejects.toThrow();
  stop.abort();
  await expect(first).rejects.toThrow();
  expect(origin.log).toHaveLength(1);
});
