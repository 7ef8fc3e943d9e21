import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { byteRange, contains, intersect } from '../../../src/core/bytes/range';
import { RangeSet } from '../../../src/core/bytes/range-set';
import { chooseHelp } from '../../../src/core/funnel/help';
import type { Needs } from '../../../src/core/funnel/messages';
import { tuning } from '../../../src/core/funnel/options';
import { PlayingOrder } from '../../../src/core/funnel/playing-order';
import { rangeWithin } from '../bytes/arbitrary-range';
import { flowing, requestOn, someLink } from './request-state';

const nowMs = 2_000;
const none = new RangeSet();
const free = { bytesPerSecond: 100_000, roundTripMs: 50 };
const orderOf = (needs: Partial<Needs>) =>
  new PlayingOrder({ ranges: [], urgentCount: 0, secondsFed: 0, bytesPerSecond: null, ...needs }, nowMs);

describe('where somebody waits', () => {
  const piece = byteRange(0, 200_000);
  const awaited = orderOf({ ranges: [piece], urgentCount: 1 });
  const lane = () => someLink().lanes[0]!;

  test('a slow connection is cut where both halves are done at the same time', () => {
    const slow = flowing(lane(), piece, 10_000, nowMs);
    const help = chooseHelp([slow], awaited, none, free, nowMs);
    if (help?.type !== 'split') throw new Error(`no split but ${help?.type}`);
    expect(help.request).toBe(slow);
    expect(help.far.endExclusive).toBe(piece.endExclusive);
    const nearMs = ((help.far.start - 20_000) * 1000) / 10_000;
    const farMs = free.roundTripMs + ((piece.endExclusive - help.far.start) * 1000) / free.bytesPerSecond;
    expect(nearMs / farMs).toBeCloseTo(1, 1);
  });

  test('the slowest is helped first', () => {
    const pieces = [byteRange(0, 100_000), byteRange(100_000, 200_000), byteRange(200_000, 300_000)];
    const order = orderOf({ ranges: [byteRange(0, 300_000)], urgentCount: 1 });
    const of = lane();
    const requests = pieces.map((range, index) => flowing(of, range, [20_000, 5_000, 10_000][index]!, nowMs));
    expect(chooseHelp(requests, order, none, free, nowMs)?.request).toBe(requests[1]);
  });

  test('one that is nearly done is left alone', () => {
    const almost = flowing(lane(), byteRange(0, 20_500), 10_000, nowMs);
    expect(chooseHelp([almost], awaited, none, free, nowMs)).toBeNull();
  });

  test('one that is not known to be slow is left alone', () => {
    const fresh = requestOn(lane(), piece, { sentAtMs: nowMs - 50, answeredAtMs: nowMs });
    expect(chooseHelp([fresh], awaited, none, free, nowMs)).toBeNull();
  });

  test('a silent one is raced, from where it stopped', () => {
    const hung = requestOn(lane(), piece, {
      answeredAtMs: 0,
      lastByteAtMs: 100,
      receivedBytes: 5_000,
      chunks: 1,
    });
    const help = chooseHelp([hung], awaited, none, free, tuning.hangUnknownMs + 100);
    expect(help).toMatchObject({ type: 'race', range: byteRange(5_000, piece.endExclusive) });
  });

  test('one that was never answered is raced too', () => {
    const unheard = requestOn(lane(), piece, { sentAtMs: 0 });
    expect(chooseHelp([unheard], awaited, none, free, tuning.hangUnknownMs + 100)).toMatchObject({
      type: 'race',
      range: piece,
    });
  });

  test('one that has a rival already is not helped twice', () => {
    const hung = requestOn(lane(), piece);
    hung.rival = requestOn(lane(), piece, { sentAtMs: tuning.hangUnknownMs });
    expect(chooseHelp([hung, hung.rival], awaited, none, free, tuning.hangUnknownMs + 100)?.request).not.toBe(
      hung,
    );
  });

  test('one that only shows what a mirror has is not helped', () => {
    const probe = requestOn(lane(), piece);
    probe.probe = new Uint8Array(200_000);
    expect(chooseHelp([probe], awaited, none, free, tuning.hangUnknownMs + 100)).toBeNull();
  });
});

test('what comes before it is due is left alone, however slowly it comes', () => {
  const piece = byteRange(0, 200_000);
  const slow = flowing(someLink().lanes[0]!, piece, 10_000, nowMs);
  const needs = { ranges: [piece], bytesPerSecond: 100_000 };
  expect(chooseHelp([slow], orderOf({ ...needs, secondsFed: 60 }), none, free, nowMs)).toBeNull();
  expect(chooseHelp([slow], orderOf({ ...needs, secondsFed: 1 }), none, free, nowMs)?.type).toBe('split');
});

test('what nobody needs is not helped', () => {
  const stray = flowing(someLink().lanes[0]!, byteRange(0, 200_000), 10_000, nowMs);
  const order = orderOf({ ranges: [byteRange(500_000, 600_000)], urgentCount: 1 });
  expect(chooseHelp([stray], order, none, free, nowMs)).toBeNull();
});

test('help asks only for what is needed, still to come and nobody has', () => {
  const size = 400_000;
  const request = fc.record({
    range: rangeWithin(size),
    part: fc.double({ min: 0, max: 1, noNaN: true }),
    answeredAtMs: fc.option(fc.nat({ max: 5_000 })),
    silentMs: fc.nat({ max: 5_000 }),
  });
  const scene = fc.record({
    requests: fc.array(request, { maxLength: 12 }),
    needs: fc.array(rangeWithin(size), { maxLength: 6 }),
    urgentShare: fc.double({ min: 0, max: 1, noNaN: true }),
    secondsFed: fc.nat({ max: 20 }),
    bytesPerSecond: fc.option(fc.integer({ min: 1, max: 1_000_000 })),
    held: fc.array(rangeWithin(size), { maxLength: 6 }),
    speed: fc.option(fc.integer({ min: 1, max: 1_000_000 })),
    roundTripMs: fc.nat({ max: 500 }),
  });
  const atMs = 10_000;
  fc.assert(
    fc.property(scene, ({ requests, needs, urgentShare, held: heldRanges, speed, roundTripMs, ...more }) => {
      const lane = someLink().lanes[0]!;
      const underWay = requests
        .filter(({ range }) => range.start < range.endExclusive)
        .map(({ range, part, answeredAtMs, silentMs }) => {
          const receivedBytes =
            answeredAtMs === null ? 0 : Math.floor(part * (range.endExclusive - range.start));
          const lastByteAtMs = receivedBytes === 0 ? null : Math.max(answeredAtMs!, atMs - silentMs);
          return requestOn(lane, range, { answeredAtMs, lastByteAtMs, receivedBytes, chunks: 1 });
        });
      const urgentCount = Math.round(urgentShare * needs.length);
      const order = orderOf({ ...more, ranges: needs, urgentCount });
      const held = new RangeSet(heldRanges);
      const help = chooseHelp(underWay, order, held, { bytesPerSecond: speed, roundTripMs }, atMs);
      if (!help) return;
      const asked = help.type === 'split' ? help.far : help.range;
      expect(asked.start).toBeLessThan(asked.endExclusive);
      expect(contains(help.request.remaining!, asked)).toBe(true);
      expect(new RangeSet(needs).has(asked)).toBe(true);
      expect(held.ranges.some((range) => intersect(range, asked))).toBe(false);
      // The one that is cut keeps something to do.
      if (help.type === 'split') expect(asked.start).toBeGreaterThan(help.request.remaining!.start);
    }),
    { numRuns: 2_000 },
  );
});
