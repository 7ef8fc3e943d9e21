import { describe, expect, test } from 'vitest';
import { byteLength, byteRange } from '../../../src/core/bytes/range';
import { RangeSet } from '../../../src/core/bytes/range-set';
import { ofType, rangesOf, ScriptedFunnel } from './scripted-funnel';

const KB = 1024;
const MB = 1024 * KB;
const film = { ranges: [byteRange(0, 40 * MB)], bytesPerSecond: 1_000_000 };
/** Far more than the viewer allows. */
const quick = 1_000_000;

/** A funnel that fetches a film under these options. */
function playing(options: ConstructorParameters<typeof ScriptedFunnel>[1] = {}): ScriptedFunnel {
  const script = new ScriptedFunnel(50 * MB, options).open();
  script.play(film);
  script.flow(1_000, () => quick);
  return script;
}

const sumOf = (fetches: ScriptedFunnel['fetches']) =>
  rangesOf(fetches).reduce((sum, range) => sum + byteLength(range), 0);

describe('the greatest speed', () => {
  const maxSpeed = 200_000;

  test('is held by asking for no more', () => {
    const script = playing({ options: { maxSpeed } });
    const before = script.funnel.status(script.nowMs).storedBytes;
    script.flow(20_000, () => quick);
    const speed = (script.funnel.status(script.nowMs).storedBytes - before) / 20;
    expect(speed).toBeLessThan(1.1 * maxSpeed);
    expect(speed).toBeGreaterThan(0.8 * maxSpeed);
  });

  test('is held from the moment it is set, and not a moment longer', () => {
    const script = playing();
    script.choose({ maxSpeed });
    // What was asked for before may still come.
    script.flow(10_000, () => quick);
    const before = script.fetches.length;
    script.flow(10_000, () => quick);
    expect(sumOf(script.fetches.slice(before)) / 10).toBeLessThan(1.1 * maxSpeed);
    script.choose({ maxSpeed: 0 });
    expect(script.underWay).toHaveLength(12);
  });

  test('is even: no burst after a pause, no pause after a burst', () => {
    const script = playing({ options: { maxSpeed } });
    script.need();
    script.flow(60_000, () => quick);
    script.play(film);
    const askedBytes: number[] = [];
    for (let second = 0; second < 10; second++) {
      const before = script.fetches.length;
      script.flow(1_000, () => quick);
      askedBytes.push(sumOf(script.fetches.slice(before)));
    }
    expect(Math.max(...askedBytes)).toBeLessThanOrEqual(2 * maxSpeed);
    expect(Math.min(...askedBytes)).toBeGreaterThan(0);
  });

  test('does not keep a seek waiting for what will not come', () => {
    const script = playing({ options: { maxSpeed } });
    // Until a request has just gone out: all that is allowed is asked for.
    for (const { length } = script.fetches; script.fetches.length === length; ) script.flow(10, () => quick);
    expect(script.tell({ type: 'tick' })).toEqual([]);
    const said = script.play({ ...film, ranges: [byteRange(45 * MB, 46 * MB)], urgentCount: 1 });
    expect(ofType(said, 'cancel').length).toBeGreaterThan(0);
    expect(ofType(said, 'fetch').length).toBeGreaterThan(0);
  });

  test('wakes the page when it may ask again', () => {
    const script = playing({ options: { maxSpeed: 10_000 } });
    script.flow(3_000, () => quick);
    expect(script.underWay).toEqual([]);
    const before = script.fetches.length;
    script.wait(5_000);
    expect(script.fetches.length).toBeGreaterThan(before);
  });
});

describe('the size of a piece', () => {
  test('is the most one request asks for, from the first on', () => {
    const script = playing({ options: { pieceSize: 10 * KB } });
    script.flow(5_000, () => quick);
    expect(Math.max(...rangesOf(script.fetches).map(byteLength))).toBeLessThanOrEqual(10 * KB);
  });

  test('holds at once when it changes', () => {
    const script = playing();
    script.flow(3_000, () => quick);
    script.choose({ pieceSize: 10 * KB });
    const before = script.fetches.length;
    script.flow(1_000, () => quick);
    const asked = rangesOf(script.fetches.slice(before)).map(byteLength);
    expect(Math.max(...asked)).toBeLessThanOrEqual(10 * KB);
  });
});

describe('blocks', () => {
  const options = { blockSize: 1 * MB, blocksAhead: 1 };
  const allowed = 2 * MB;

  test('say how much is fetched ahead, whatever the page would have', () => {
    const script = playing({ options });
    script.flow(30_000, () => quick);
    expect(script.underWay).toEqual([]);
    script.play(film);
    const { inHand } = script.funnel.status(script.nowMs);
    expect(new RangeSet(inHand).byteLength).toBe(allowed);
    expect(script.funnel.has(byteRange(0, allowed))).toBe(true);
  });

  test('hold with the next needs when they change', () => {
    const script = playing({ options });
    script.flow(30_000, () => quick);
    script.choose({ blocksAhead: 3 });
    script.play(film);
    script.flow(30_000, () => quick);
    expect(script.funnel.has(byteRange(0, 2 * allowed))).toBe(true);
    script.choose({ blocksAhead: 1, blockSize: 512 * KB });
    script.play(film);
    const { inHand } = script.funnel.status(script.nowMs);
    expect(new RangeSet(inHand).byteLength).toBe(1 * MB);
  });

  test('do not hold back what somebody waits for', () => {
    const script = playing({ options });
    const awaited = byteRange(20 * MB, 25 * MB);
    script.play({ ranges: [awaited], urgentCount: 1, bytesPerSecond: 1_000_000 });
    script.flow(10_000, () => quick);
    expect(script.funnel.has(awaited)).toBe(true);
  });
});
