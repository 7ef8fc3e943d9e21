import fc from 'fast-check';
import { expect, it } from 'vitest';
import { seatRequests } from '../../src/player/view/seat-requests';

it('keeps each request in its row and gives the free one to the newcomer', () => {
  expect(seatRequests([1, 2, 3], [1, 3, 4])).toEqual([1, 4, 3]);
  expect(seatRequests([1, 2, 3], [1])).toEqual([1]);
  expect(seatRequests([1, 2, 3], [3])).toEqual([null, null, 3]);
  expect(seatRequests([], [7, 8])).toEqual([7, 8]);
});

it('seats everyone once and moves nobody', () => {
  const ids = fc.uniqueArray(fc.nat(20));
  fc.assert(
    fc.property(fc.array(ids), (rounds) => {
      let rows: (number | null)[] = [];
      for (const round of rounds) {
        const next = seatRequests(rows, round);
        const seated = next.filter((id) => id !== null);
        expect(seated.toSorted()).toEqual(round.toSorted());
        for (const id of round) if (rows.includes(id)) expect(next.indexOf(id)).toBe(rows.indexOf(id));
        rows = next;
      }
    }),
  );
});
