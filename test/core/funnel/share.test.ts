import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type PlayerState, shareOf } from '../../../src/core/funnel/share';

const player = (id: string, changes: Partial<PlayerState> = {}): PlayerState => ({
  id,
  hosts: ['a.test'],
  isVisible: false,
  isPlaying: false,
  isFetching: true,
  ...changes,
});
const watched = { isVisible: true, isPlaying: true };

describe('the share of a host', () => {
  test('is all of it for who is alone', () => {
    expect(shareOf(player('me'), [])).toBe(1);
    expect(shareOf(player('me'), [player('me')])).toBe(1);
    expect(shareOf(player('me'), [player('other', { hosts: ['b.test'] })])).toBe(1);
    expect(shareOf(player('me'), [player('other', { isFetching: false, ...watched })])).toBe(1);
  });

  test('is four times as large for what somebody watches', () => {
    const front = player('front', watched);
    const back = player('back', { isPlaying: true });
    expect(shareOf(front, [back])).toBe(4 / 5);
    expect(shareOf(back, [front])).toBe(1 / 5);
    expect(shareOf(front, [back, player('third', { isVisible: true })])).toBe(4 / 6);
    expect(shareOf(front, [player('beside', watched)])).toBe(1 / 2);
  });

  test("counts a host's absolute name as the host", () => {
    expect(shareOf(player('me'), [player('other', { hosts: ['A.test.'] })])).toBe(1 / 2);
  });

  const flags = { isVisible: fc.boolean(), isPlaying: fc.boolean(), isFetching: fc.boolean() };
  const hosts = fc.subarray(['a.test', 'b.test', 'a.test.', 'c.test']);
  const states = fc.uniqueArray(fc.record({ id: fc.string(), hosts, ...flags }), {
    selector: ({ id }) => id,
  });
  const some = states.filter(({ length }) => length > 0);

  test('is in (0, 1], and never grows with another player', () => {
    fc.assert(
      fc.property(some, ([me, ...others]) => {
        const shares = others.map((_, count) => shareOf(me!, others.slice(0, count)));
        shares.push(shareOf(me!, others));
        expect(shares[0]).toBe(1);
        expect(shares.at(-1)).toBeGreaterThan(0);
        expect(shares).toEqual(shares.toSorted((a, b) => b - a));
      }),
    );
  });

  test('sums to 1 over those that fetch from one host, whatever the order', () => {
    fc.assert(
      fc.property(some, (all) => {
        const fetching = all.map((each) => ({ ...each, hosts: ['a.test'], isFetching: true }));
        const sum = fetching.reduce((total, me) => total + shareOf(me, fetching), 0);
        expect(sum).toBeCloseTo(1, 9);
        for (const me of fetching) expect(shareOf(me, fetching.toReversed())).toBe(shareOf(me, fetching));
      }),
    );
  });
});
