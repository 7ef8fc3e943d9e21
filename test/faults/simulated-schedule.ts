import { seededRandom } from '../core/funnel/seeded-random';
import type { FaultOf } from '../core/funnel/simulated-server';
import { changingKinds, passingKinds, refusingKinds, type TroubleKind } from './simulated-troubles';

/** One trouble of a schedule. */
interface Trouble {
  readonly kind: TroubleKind;
  readonly fromMs: number;
  readonly untilMs: number;
  /** The share of the requests that meet it. */
  readonly share: number;
}

/** All that chance decides about one play. */
export interface Schedule {
  readonly seed: number;
  readonly troubles: readonly Trouble[];
  /** When the background is stopped, and for how long. */
  readonly linkLosses: readonly { readonly atMs: number; readonly forMs: number }[];
  /** What all connections bring together, and each of them at most. */
  readonly lineBytesPerSecond: number;
  readonly connectionBytesPerSecond: number;
  readonly roundTripMs: number;
  /** More requests at once are refused. */
  readonly connectionsMax: number;
  readonly moovPlace: 'first' | 'last';
  /** Whether the film is there to be had, for all or most requests, once each of the troubles is over. */
  readonly isFilmLeft: boolean;
}

/** @param filmBytesPerSecond what it takes to play */
export function randomSchedule(seed: number, filmBytesPerSecond: number): Schedule {
  const random = seededRandom(seed * 7919);
  const oneOf = <T>(all: readonly T[]): T => all[Math.floor(random() * all.length)]!;
  const troubles: Trouble[] = [];
  let fromMs = 0;
  for (let left = 2 + Math.floor(random() * 3); left > 0; left--) {
    // One film in four meets the first of them before its first byte.
    fromMs += troubles.length === 0 && random() < 0.25 ? 0 : random() * 5_000;
    const chance = random();
    const kind = oneOf(chance < 0.75 ? passingKinds : chance < 0.95 ? refusingKinds : changingKinds);
    const isLong = random() < 0.25;
    const forMs = kind.forMs ?? (isLong ? 10_000 + random() * 10_000 : 500 + random() ** 2 * 6_500);
    troubles.push({ kind, fromMs, untilMs: fromMs + forMs, share: kind.cuts ? 1 : oneOf([1, 1, 0.3, 0.1]) });
    // The next may begin before this one is over.
    fromMs += forMs * random() * 1.3;
  }
  const linkLosses = Array.from({ length: Math.max(0, Math.floor(random() * 4) - 1) }, () => ({
    atMs: random() * 25_000,
    forMs: random() ** 3 * 4_000,
  }));
  const lineBytesPerSecond = filmBytesPerSecond * (1.3 + 2.7 * random());
  const isEachCapped = random() < 0.5;
  return {
    seed,
    troubles,
    linkLosses,
    lineBytesPerSecond,
    connectionBytesPerSecond: isEachCapped ? lineBytesPerSecond / 12 : lineBytesPerSecond,
    roundTripMs: 5 + 200 * random() ** 2,
    connectionsMax: isEachCapped ? Infinity : oneOf([Infinity, Infinity, 8, 3]),
    moovPlace: oneOf(['first', 'last']),
    isFilmLeft: troubles.every(
      ({ kind, share }) => passingKinds.includes(kind) || (refusingKinds.includes(kind) && share < 1),
    ),
  };
}

/** What becomes of a request: the first trouble of its moment that it meets. */
export function faultsOf({ seed, troubles }: Schedule): FaultOf {
  const random = seededRandom(seed ^ 0x2545f491);
  return (_, nowMs) => {
    for (const { kind, fromMs, untilMs, share } of troubles) {
      if (fromMs <= nowMs && nowMs < untilMs && random() < share) return kind.fault(random);
    }
    return null;
  };
}

/** Whether the computer has a network, as the browser knows. */
export const isOnline = ({ troubles }: Schedule, nowMs: number): boolean =>
  !troubles.some(({ kind, fromMs, untilMs }) => kind.cuts === 'line' && fromMs <= nowMs && nowMs < untilMs);
