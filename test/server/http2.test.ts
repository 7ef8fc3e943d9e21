import { once } from 'node:events';
import { type ClientHttp2Session, type ClientHttp2Stream, connect } from 'node:http2';
import { get } from 'node:https';
import { afterEach, expect, it } from 'vitest';
import type { Alpn } from './listen';
import { type Behaviour, type Origin, startOrigin } from './origin';

const bytes = Uint8Array.from({ length: 120_000 }, (_, index) => (index * 7919) >> 3);
let origin: Origin;
let sessions: ClientHttp2Session[] = [];

afterEach(async () => {
  for (const session of sessions) session.destroy();
  sessions = [];
  await origin.close();
});

async function serve(behaviour: Behaviour = {}, alpn: Alpn = ['h2']): Promise<void> {
  origin = await startOrigin({ alpn });
  origin.serve('/film.mp4', { bytes }, behaviour);
}

function session(): ClientHttp2Session {
  const opened = connect(origin.url('/'), { rejectUnauthorized: false });
  sessions.push(opened);
  return opened;
}

interface Received {
  status: number;
  headers: Record<string, unknown>;
  body: Buffer;
  /** How the stream ended, RFC 9113 section 7. */
  code: number | undefined;
}

const ask = (client: ClientHttp2Session, range: string) => client.request({ ':path': '/film.mp4', range });

async function received(stream: ClientHttp2Stream): Promise<Received> {
  const seen: Received = { status: 0, headers: {}, body: Buffer.alloc(0), code: undefined };
  stream.on('response', (headers) => Object.assign(seen, { status: headers[':status'], headers }));
  stream.on('data', (chunk: Buffer) => {
    seen.body = Buffer.concat([seen.body, chunk]);
  });
  stream.on('error', () => {});
  if (!stream.closed) await new Promise((resolve) => stream.once('close', resolve));
  return { ...seen, code: stream.rstCode };
}

it('answers ranges, many streams to a session', async () => {
  await serve();
  const clients = [session(), session()];
  const starts = [0, 10_000, 20_000, 30_000, 40_000, 50_000];
  const answers = await Promise.all(
    starts.map((start, index) => received(ask(clients[index % 2]!, `bytes=${start}-${start + 9_999}`))),
  );
  for (const [index, { status, headers, body }] of answers.entries()) {
    const start = starts[index]!;
    expect([status, headers['content-range']]).toEqual([206, `bytes ${start}-${start + 9_999}/120000`]);
    expect(body.equals(bytes.slice(start, start + 10_000))).toBe(true);
  }
  expect(new Set(origin.log.map(({ protocol }) => protocol))).toEqual(new Set(['h2']));
  expect([origin.socketsUsed('/film.mp4'), origin.socketsOpen()]).toEqual([2, 2]);
  expect(origin.log[0]).toMatchObject({ host: `127.0.0.1:${origin.port}`, endedBy: 'complete', status: 206 });
});

it('answers 404 elsewhere, and HEAD without a body', async () => {
  await serve();
  const client = session();
  expect((await received(client.request({ ':path': '/other' }))).status).toBe(404);
  const head = await received(client.request({ ':path': '/film.mp4', ':method': 'HEAD' }));
  expect([head.status, head.headers['content-length'], head.body.length]).toEqual([200, '120000', 0]);
});

/** Milliseconds that four streams of one session take for 20,000 bytes each. Timers are never early. */
async function timed(): Promise<number> {
  const client = session();
  const startMs = performance.now();
  await Promise.all([0, 1, 2, 3].map(() => received(ask(client, 'bytes=0-19999'))));
  return performance.now() - startMs;
}

it('caps each stream', async () => {
  await serve({ requestCapBytesPerSecond: 50_000 });
  expect(await timed()).toBeGreaterThan(390);
  expect([origin.peak('/film.mp4'), origin.socketsUsed('/film.mp4')]).toEqual([4, 1]);
});

it('caps each connection, so that many streams take the time of them all', async () => {
  await serve({ capBytesPerSecond: 100_000 });
  expect(await timed()).toBeGreaterThan(4 * 195);
});

it('hangs, resets and truncates one stream, and leaves the others alone', async () => {
  const faults = {
    'bytes=0-19999': { kind: 'hang-after', bytes: 3_000 },
    'bytes=1-19999': { kind: 'reset' },
    'bytes=2-19999': { kind: 'reset-after', bytes: 3_000 },
    'bytes=3-19999': { kind: 'truncate-after', bytes: 3_000 },
  } as const;
  await serve({ fault: ({ headers }) => faults[headers.range as keyof typeof faults] });
  const client = session();
  const hanging = ask(client, 'bytes=0-19999');
  const left = received(hanging);
  const [reset, resetAfter, truncated, whole] = await Promise.all(
    [1, 2, 3, 4].map((start) => received(ask(client, `bytes=${start}-19999`))),
  );
  expect(reset).toMatchObject({ status: 0, code: 2 });
  expect(resetAfter).toMatchObject({ status: 206, code: 2 });
  expect(truncated?.body).toHaveLength(3_000);
  expect(truncated?.headers['content-length']).toBe('19997');
  expect(whole?.body).toHaveLength(19_996);
  await expect.poll(() => origin.log[0]?.sentBytes).toBe(3_000);
  hanging.close(8);
  expect((await left).body).toHaveLength(3_000);
  await expect
    .poll(() => origin.log.map(({ endedBy }) => endedBy))
    .toEqual(['client', 'fault', 'fault', 'fault', 'complete']);
  expect(origin.socketsOpen()).toBe(1);
});

it('survives a client that leaves in the middle of a body', async () => {
  await serve({ requestCapBytesPerSecond: 20_000, rttMs: 20 });
  const client = session();
  const streams = Array.from({ length: 6 }, (_, start) => ask(client, `bytes=${start}-`));
  const ends = streams.map(received);
  await Promise.all(streams.slice(0, 3).map((stream) => once(stream, 'data')));
  for (const stream of streams) stream.close(8);
  await Promise.all(ends);
  await expect.poll(() => origin.log.map(({ endedBy }) => endedBy)).toEqual(Array(6).fill('client'));
  expect((await received(ask(client, 'bytes=0-9'))).body).toHaveLength(10);
});

it.each([
  [['http/1.1'], 'http/1.1'],
  [['h2', 'http/1.1'], 'http/1.1'],
] as const)('speaks HTTP/1.1 over TLS where it offers %j', async (alpn, protocol) => {
  await serve({}, alpn);
  const options = { rejectUnauthorized: false, headers: { range: 'bytes=0-9' }, agent: false } as const;
  const [response] = await once(get(origin.url('/film.mp4', 'localhost'), options), 'response');
  expect(response.statusCode).toBe(206);
  await once(response.resume(), 'end');
  expect(origin.log[0]).toMatchObject({ protocol, host: `localhost:${origin.port}` });
});
