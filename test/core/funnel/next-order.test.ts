import { describe, expect, test } from 'vitest';
import { byteRange } from '../../../src/core/bytes/range';
import { RangeSet } from '../../../src/core/bytes/range-set';
import { type DispatchScene, nextOrder } from '../../../src/core/funnel/next-order';
import { PlayingOrder } from '../../../src/core/funnel/playing-order';
import { flowing, requestOn, someLink } from './request-state';

const nowMs = 2_000;
const [include, omit] = someLink().lanes;
include!.connectionBytesPerSecond.add(100_000);
include!.noteRoundTrip(50, true);

const usual: DispatchScene = {
  order: new PlayingOrder({ ranges: [], urgentCount: 0, secondsFed: 0, bytesPerSecond: null }, nowMs),
  held: new RangeSet(),
  busy: new RangeSet(),
  requests: [],
  lanes: [include!],
  isAnyWell: true,
  isRushing: false,
  quickestBytesPerSecond: 100_000,
  isResourceKnown: true,
  connections: 12,
  pieceBytesMax: 1_048_576,
  nowMs,
};

const playing = { secondsFed: 5, bytesPerSecond: 500_000 };
const ahead = byteRange(1_000_000, 9_000_000);
const awaited = byteRange(0, 240_000);
// Made anew for each: an order keeps in mind what it has found in hand.
const urgent = () => new PlayingOrder({ ...playing, ranges: [awaited, ahead], urgentCount: 1 }, nowMs);
const calm = () => new PlayingOrder({ ...playing, ranges: [ahead], urgentCount: 0 }, nowMs);

describe('a free connection', () => {
  test('brings what somebody waits for, before all else', () => {
    const late = flowing(include!, byteRange(120_000, 240_000), 1_000, nowMs);
    const busy = new RangeSet([late.remaining!]);
    const order = nextOrder({ ...usual, order: urgent(), requests: [late], busy });
    expect(order).toMatchObject({ type: 'piece', lane: include, piece: { start: 0 } });
  });

  test('takes a part of it as large as those of the others', () => {
    const order = nextOrder({ ...usual, order: urgent() });
    expect(order).toMatchObject({ piece: byteRange(0, 240_000 / 12) });
  });

  test('then helps a connection that keeps somebody waiting, before it reads ahead', () => {
    const late = flowing(include!, awaited, 1_000, nowMs);
    const busy = new RangeSet([awaited]);
    const order = nextOrder({ ...usual, order: urgent(), requests: [late], busy });
    expect(order).toMatchObject({ type: 'split', request: late, lane: include });
  });

  test('then reads ahead', () => {
    const inTime = flowing(include!, byteRange(200_000, awaited.endExclusive), 18_000, nowMs);
    const held = new RangeSet([awaited]);
    const order = nextOrder({ ...usual, order: urgent(), requests: [inTime], held });
    expect(order).toMatchObject({ type: 'piece', piece: { start: ahead.start } });
  });

  test('does nothing where all is in hand or coming in time', () => {
    expect(nextOrder({ ...usual, order: calm(), held: new RangeSet([ahead]) })).toBeNull();
  });

  test('does not ask for more than it may', () => {
    const order = nextOrder({ ...usual, order: calm(), pieceBytesMax: 1_000 });
    expect(order).toMatchObject({ piece: byteRange(ahead.start, ahead.start + 1_000) });
  });

  test('is none where no lane has room', () => {
    expect(nextOrder({ ...usual, order: urgent(), lanes: [] })).toBeNull();
  });
});

describe('a lane that nobody believes yet', () => {
  test('gets nothing that somebody waits for', () => {
    expect(nextOrder({ ...usual, order: urgent(), lanes: [omit!] })).toBeNull();
  });

  test('helps nobody', () => {
    const late = requestOn(include!, awaited);
    const busy = new RangeSet([awaited, ahead]);
    const order = nextOrder({
      ...usual,
      order: urgent(),
      requests: [late],
      busy,
      lanes: [omit!],
      nowMs: 9_000,
    });
    expect(order).toBeNull();
  });

  test('may show itself by reading ahead', () => {
    expect(nextOrder({ ...usual, order: calm(), lanes: [omit!] })).toMatchObject({
      type: 'piece',
      lane: omit,
    });
  });

  test('is as good as any while nothing is known', () => {
    const order = nextOrder({ ...usual, order: urgent(), lanes: [omit!], isResourceKnown: false });
    expect(order).toMatchObject({ type: 'piece', lane: omit, piece: { start: 0 } });
  });
});

describe('a lane far slower than the quickest', () => {
  const [busyLane] = someLink().lanes;
  busyLane!.connectionBytesPerSecond.add(100_000);
  busyLane!.active = 1;
  const elsewhere = flowing(busyLane!, byteRange(20_000_000, 20_100_000), 2_000_000, nowMs);
  const slow = {
    ...usual,
    lanes: [busyLane!],
    requests: [elsewhere],
    quickestBytesPerSecond: 2_000_000,
  };
  const filmIn = (secondsFed: number, bytesPerSecond: number) =>
    new PlayingOrder({ ranges: [ahead], urgentCount: 0, secondsFed, bytesPerSecond }, nowMs);

  test('gets nothing that somebody waits for', () => {
    const needs = { ranges: [awaited], urgentCount: 1, secondsFed: 0, bytesPerSecond: 500_000 };
    expect(nextOrder({ ...slow, order: new PlayingOrder(needs, nowMs) })).toBeNull();
  });

  test('gets film that it brings in time', () => {
    expect(nextOrder({ ...slow, order: filmIn(60, 500_000) })).toMatchObject({
      type: 'piece',
      lane: busyLane,
    });
    expect(nextOrder({ ...slow, order: filmIn(0, 5e6) })).toBeNull();
  });

  test('leaves that to a quicker one', () => {
    const quick = someLink().lanes[0]!;
    quick.connectionBytesPerSecond.add(2_000_000);
    const order = nextOrder({ ...slow, order: filmIn(0, 5e6), lanes: [busyLane!, quick] });
    expect(order).toMatchObject({ lane: quick });
  });

  test('is tried with one request all the same, as it may be slow no more', () => {
    busyLane!.active = 0;
    expect(nextOrder({ ...slow, order: filmIn(0, 5e6) })).toMatchObject({ type: 'piece', lane: busyLane });
    busyLane!.active = 1;
  });

  test('gets what somebody waits for where nobody else is at work', () => {
    const needs = { ranges: [awaited], urgentCount: 1, secondsFed: 0, bytesPerSecond: 500_000 };
    const order = new PlayingOrder(needs, nowMs);
    expect(nextOrder({ ...slow, requests: [], order })).toMatchObject({ type: 'piece', lane: busyLane });
  });
});
