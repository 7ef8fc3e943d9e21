import { seededRandom } from '../test/core/funnel/seeded-random';
import type { Behaviour } from '../test/server/behaviour';

type FaultOf = NonNullable<Behaviour['fault']>;

/**
 * So large a share of the requests hangs and as large a share is reset, half of them before the answer, half within
 * the body. The seed decides what befalls the n-th request, whichever that is.
 */
export function hangsAndResets(share: number, seed: number): FaultOf {
  const random = seededRandom(seed);
  return ({ range }) => {
    const fate = random();
    const place = random();
    if (fate >= 2 * share) return undefined;
    const kind = fate < share ? 'hang' : 'reset';
    if (place < 0.5 || !range) return { kind };
    const bytes = Math.floor((2 * place - 1) * (range.endExclusive - range.start));
    return { kind: `${kind}-after`, bytes };
  };
}

/** A host with one bad machine among six: every sixth connection gets this instead of its share. */
export const slowEverySixth =
  (capBytesPerSecond: number): FaultOf =>
  ({ socketId }) =>
    socketId % 6 === 0 ? { kind: 'behave', behaviour: { capBytesPerSecond } } : undefined;

/** A host that is fast for members: whoever comes without their cookie gets this. */
export const slowWithoutCookies =
  (capBytesPerSecond: number): FaultOf =>
  ({ cookies }) =>
    cookies === null ? { kind: 'behave', behaviour: { capBytesPerSecond } } : undefined;
