import { describe, expect, test } from 'vitest';
import type { FunnelEvent } from '../../../src/core/funnel/messages';
import type { NetworkConditions } from './network-conditions';
import { blankFile } from './simulated-file';
import { type FetchCommand, SimulatedNetwork } from './simulated-network';
import { everywhere, type FaultOf } from './simulated-server';
import { stormy } from './trouble';
import { VirtualTime } from './virtual-time';

const request = (requestId: number, size = 100_000, more: Partial<FetchCommand> = {}): FetchCommand => ({
  type: 'fetch',
  requestId,
  url: 'https://cdn.example/film.mp4',
  credentials: 'include',
  asked: { start: 0, endExclusive: size },
  ...more,
});

/** A network that keeps what it is heard to say, with the time. */
function network(conditions: Partial<NetworkConditions> = {}, faultOf?: FaultOf) {
  const time = new VirtualTime();
  const network = new SimulatedNetwork(
    time,
    everywhere(blankFile(10_000_000)),
    { overheadMs: 0, ...conditions },
    faultOf,
  );
  const heard: { atMs: number; event: FunnelEvent }[] = [];
  network.hear = (event) => heard.push({ atMs: time.nowMs, event });
  const endOf = (requestId: number) =>
    heard.find(({ event }) => event.type === 'ended' && event.requestId === requestId)?.atMs;
  const failureOf = (requestId: number) =>
    heard.flatMap(({ event }) =>
      event.type === 'failed' && event.requestId === requestId ? event.error : [],
    )[0];
  return { time, network, heard, endOf, failureOf };
}

describe('sockets', () => {
  test('a new one costs handshakes, a kept one none', () => {
    const { time, network: net, endOf } = network();
    net.fetch(request(1));
    time.run(10_000);
    expect(endOf(1)).toBeCloseTo(3 * 50 + 1_000, 5);
    net.fetch(request(2));
    time.run(20_000);
    expect(endOf(2)).toBeCloseTo(10_000 + 50 + 1_000, 5);
  });

  test('the seventh request of a lane waits; another host name or credentials mode does not', () => {
    const { time, network: net, endOf } = network();
    for (let id = 1; id <= 7; id++) net.fetch(request(id));
    net.fetch(request(8, 100_000, { url: 'https://cdn.example./film.mp4' }));
    net.fetch(request(9, 100_000, { credentials: 'omit' }));
    time.run(10_000);
    expect([endOf(8), endOf(9)]).toEqual([endOf(1), endOf(1)]);
    expect(endOf(7)).toBeCloseTo(endOf(1)! + 50 + 1_000, 5);
  });

  test('breaking a request off closes its connection', () => {
    const { time, network: net, endOf } = network();
    net.fetch(request(1));
    time.run(500);
    net.cancel(1);
    net.fetch(request(2));
    time.run(10_000);
    expect(endOf(1)).toBeUndefined();
    expect(endOf(2)).toBeCloseTo(500 + 3 * 50 + 1_000, 5);
  });

  test('a connection keeps the rate it has drawn', () => {
    const rates = [0.5, 2];
    const { time, network: net, endOf } = network({ drawFactor: () => rates.shift()! });
    net.fetch(request(1));
    net.fetch(request(2));
    time.run(10_000);
    expect([endOf(1), endOf(2)]).toEqual([expect.closeTo(150 + 2_000, 5), expect.closeTo(150 + 500, 5)]);
    net.fetch(request(3));
    time.run(20_000);
    // The one used last is used first.
    expect(endOf(3)).toBeCloseTo(10_000 + 50 + 2_000, 5);
  });
});

test('a new connection takes over the rate of a closed one, or draws anew', () => {
  for (const drawsAnew of [false, true]) {
    const rates = [0.5, 2];
    const { time, network: net, endOf } = network({ drawFactor: () => rates.shift()!, drawsAnew });
    net.fetch(request(1));
    time.run(200);
    net.cancel(1);
    net.fetch(request(2));
    time.run(10_000);
    expect(endOf(2)).toBeCloseTo(200 + 150 + (drawsAnew ? 500 : 2_000), 5);
  }
});

test('connections share what the host lets through', () => {
  const { time, network: net, endOf } = network({ hostBytesPerSecond: 150_000 });
  for (let id = 1; id <= 3; id++) net.fetch(request(id));
  time.run(10_000);
  expect(endOf(3)).toBeCloseTo(150 + 2_000, 5);
  // Each has its turn: none is done much before the others.
  expect(endOf(1)).toBeGreaterThan(150 + 1_800);
});

test('beyond what the server takes at once it answers 503', () => {
  const { time, network: net, endOf, failureOf } = network({ connectionsMax: 2, beyondMax: 'status 503' });
  for (let id = 1; id <= 3; id++) net.fetch(request(id));
  time.run(10_000);
  expect(endOf(1) && endOf(2)).toBeTruthy();
  expect(failureOf(3)?.code).toBe('http/throttled');
});

test('a storm refuses new requests and lets those under way go on', () => {
  const storm = stormy([{ fromMs: 500, untilMs: 800, retryAfterSeconds: 2 }])(() => 0);
  const { time, network: net, endOf, failureOf } = network({}, storm);
  net.fetch(request(1));
  time.run(600);
  net.fetch(request(2));
  time.run(700);
  net.fetch(request(3));
  time.run(10_000);
  expect(endOf(1)).toBeDefined();
  expect(failureOf(2)).toMatchObject({ code: 'http/throttled', retryAfterMs: 2_000 });
  expect(endOf(3)).toBeDefined();
});
