import { describe, expect, test } from 'vitest';
import { byteLength, byteRange, intersect } from '../../../src/core/bytes/range';
import { tuning } from '../../../src/core/funnel/options';
import { placeOf, rangesOf, ScriptedFunnel } from './scripted-funnel';
import type { FetchCommand } from './simulated-network';

const MB = 1024 * 1024;
const usualRate = 100_000;
const far = 40 * MB;
/** What somebody waits for after a seek: every connection carries a part of it. */
const awaited = byteRange(far, far + 600_000);

const isIn = (fetch: FetchCommand, offset: number) => {
  const { start, endExclusive } = placeOf(fetch, 50 * MB);
  return start <= offset && offset < endExclusive;
};

/** A funnel whose connections are warm and measured, and that has just looked for something far off. */
function afterSeek(): { script: ScriptedFunnel; asked: FetchCommand[] } {
  const script = new ScriptedFunnel(50 * MB).open();
  script.need(byteRange(0, 2 * MB));
  script.flow(2_000, () => usualRate);
  script.play({ ranges: [awaited], urgentCount: 1, bytesPerSecond: 500_000 });
  return { script, asked: script.underWay };
}

/** Those after `before` others, that ask for a part of what this one was asked for. */
const helpersOf = (script: ScriptedFunnel, { requestId, asked }: FetchCommand) =>
  script.fetches.filter(
    (other) =>
      other.requestId > requestId && rangesOf([other]).some((range) => intersect(range, asked as never)),
  );

/** For what lets seconds of two dozen connections pass. */
const patience = { timeout: 60_000 };

describe('a slow connection that somebody waits for', patience, () => {
  test('gives the far part of its piece away, and stops where that begins', () => {
    const { script, asked } = afterSeek();
    const slow = asked[5]!;
    const { start, endExclusive } = placeOf(slow, 50 * MB);
    script.flow(4_000, (fetch) => (fetch === slow ? 10_000 : usualRate));
    const helpers = helpersOf(script, slow).map((fetch) => placeOf(fetch, 50 * MB));
    const cut = Math.min(...helpers.map((range) => range.start));
    expect(helpers.every((range) => range.endExclusive <= endExclusive)).toBe(true);
    expect(cut).toBeGreaterThan(start);
    expect(script.underWay).not.toContain(slow);
    expect(script.said).toContainEqual({ type: 'cancel', requestId: slow.requestId });
    expect(script.funnel.has(awaited)).toBe(true);
    expect(script.funnel.status(script.nowMs).splits).toBeGreaterThan(0);
  });

  test('makes nobody wait as long as it would take alone', () => {
    const { script, asked } = afterSeek();
    const slow = asked[5]!;
    const fromMs = script.nowMs;
    const aloneMs = (byteLength(placeOf(slow, 50 * MB)) * 1000) / 5_000;
    while (!script.funnel.has(awaited)) script.flow(25, (fetch) => (fetch === slow ? 5_000 : usualRate));
    expect(script.nowMs - fromMs).toBeLessThan(aloneMs / 2);
  });

  test('costs no byte that comes twice but what was on its way at the cut', () => {
    const { script, asked } = afterSeek();
    const before = script.funnel.status(script.nowMs);
    while (!script.funnel.has(awaited)) {
      script.flow(25, (fetch) => (fetch === asked[5] ? 10_000 : usualRate));
    }
    const after = script.funnel.status(script.nowMs);
    const stored = after.storedBytes - before.storedBytes;
    expect(stored).toBe(byteLength(awaited));
    // One chunk of the slow one, and of each that helped.
    expect(after.receivedBytes - before.receivedBytes - stored).toBeLessThan(10_000);
  });

  test('which fails afterwards is asked again only as far as the cut', () => {
    const { script, asked } = afterSeek();
    const slow = asked[5]!;
    while (helpersOf(script, slow).length === 0) {
      script.flow(25, (fetch) => (fetch === slow ? 10_000 : usualRate));
    }
    const cut = Math.min(...rangesOf(helpersOf(script, slow)).map(({ start }) => start));
    const before = script.fetches.length;
    script.fail(slow, 'network/reset');
    script.flow(2_000, (fetch) => (placeOf(fetch, 50 * MB).start < cut ? usualRate : 0));
    const again = rangesOf(script.fetches.slice(before)).filter(({ start }) => start < cut);
    expect(again.length).toBeGreaterThan(0);
    expect(again.every(({ endExclusive }) => endExclusive <= cut)).toBe(true);
  });
});

describe('a slow connection whose bytes come in time', patience, () => {
  test('is left alone', () => {
    const script = new ScriptedFunnel(50 * MB).open();
    script.need(byteRange(0, 2 * MB));
    script.flow(2_000, () => usualRate);
    script.play({ ranges: [byteRange(far, far + 8 * MB)], secondsFed: 60, bytesPerSecond: 500_000 });
    const slow = script.underWay[2]!;
    script.flow(5_000, (fetch) => (fetch === slow ? 20_000 : usualRate));
    expect(script.underWay).toContain(slow);
    expect(helpersOf(script, slow)).toEqual([]);
  });

  test('is helped as soon as it threatens to be late', () => {
    const script = new ScriptedFunnel(50 * MB).open();
    script.need(byteRange(0, 2 * MB));
    script.flow(2_000, () => usualRate);
    const ranges = [byteRange(far, far + 8 * MB)];
    script.play({ ranges, secondsFed: 20, bytesPerSecond: 500_000 });
    const slow = script.underWay[0]!;
    script.flow(20_000, (fetch) => (fetch === slow ? 2_000 : usualRate));
    expect(script.funnel.has(placeOf(slow, 50 * MB))).toBe(true);
  });
});

describe('a connection that hangs while somebody waits for its bytes', patience, () => {
  /** One that has brought a part of its piece and then falls silent, until another asks for the same. */
  function raced() {
    const { script, asked } = afterSeek();
    const hung = asked[5]!;
    script.flow(200, () => usualRate);
    const stopped = placeOf(hung, 50 * MB).start + script.sentBytes(hung);
    const rate = (fetch: FetchCommand) => (isIn(fetch, stopped) ? 0 : usualRate);
    const isRival = (fetch: FetchCommand) => fetch !== hung && isIn(fetch, stopped);
    while (!script.underWay.some(isRival)) script.flow(25, rate);
    return { script, hung, stopped, rival: script.underWay.find(isRival)! };
  }

  test('is raced by another, from where it stopped, long before it is given up', () => {
    const { script, hung, stopped, rival } = raced();
    expect(placeOf(rival, 50 * MB).start).toBe(stopped);
    expect(script.underWay).toContain(hung);
    expect(script.funnel.status(script.nowMs).races).toBe(1);
  });

  test('is cancelled when the other brings a byte first', () => {
    const { script, hung, stopped, rival } = raced();
    script.answer(rival);
    expect(script.underWay).toContain(hung);
    script.bytes(rival, 1);
    expect(script.underWay).not.toContain(hung);
    expect(script.underWay).toContain(rival);
    expect(script.stored(stopped)).toBe(true);
  });

  test('wins when it wakes up first: the other is cancelled', () => {
    const { script, hung, stopped, rival } = raced();
    script.answer(rival);
    script.bytes(hung, 1);
    expect(script.underWay).not.toContain(rival);
    expect(script.underWay).toContain(hung);
    expect(script.stored(stopped)).toBe(true);
  });

  test('has one rival and no more', () => {
    const { script, stopped } = raced();
    script.flow(tuning.hangUnknownMs, (fetch) => (isIn(fetch, stopped) ? 0 : usualRate));
    expect(script.underWay.filter((fetch) => isIn(fetch, stopped))).toHaveLength(2);
  });

  test.each([
    ['hung', 'rival'],
    ['rival', 'hung'],
  ] as const)('is asked for again when both fail: %s first', (a, b) => {
    const { stopped, ...race } = raced();
    const { script } = race;
    script.fail(race[a], 'network/reset');
    expect(script.underWay).toContain(race[b]);
    script.fail(race[b], 'network/reset');
    script.flow(3_000, () => usualRate);
    expect(script.funnel.has(awaited)).toBe(true);
    expect(script.failure).toBeNull();
  });

  test('takes its rival along when a seek does not need them', () => {
    const { script, hung, rival } = raced();
    script.need(byteRange(0, MB));
    expect(script.underWay).not.toContain(hung);
    expect(script.underWay).not.toContain(rival);
  });
});

describe('a connection that hangs while nobody waits', () => {
  test('is not raced as long as its bytes will be there in time', () => {
    const script = new ScriptedFunnel(50 * MB).open();
    script.need(byteRange(0, 2 * MB));
    script.flow(2_000, () => usualRate);
    script.play({ ranges: [byteRange(far, far + 8 * MB)], secondsFed: 60, bytesPerSecond: 500_000 });
    const hung = script.underWay[2]!;
    script.flow(tuning.stallTimeoutMs - 1_000, (fetch) => (fetch === hung ? 0 : usualRate));
    expect(helpersOf(script, hung)).toEqual([]);
    expect(script.underWay).toContain(hung);
  });
});
