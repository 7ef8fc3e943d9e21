import type { FunnelStatus } from '../../core/funnel/status';

/** What decides whether a film plays without a pause. */
export interface Situation {
  /** What comes, all connections together. */
  readonly bytesPerSecond: number;
  /** What the film takes at its own speed; null while that is not known. */
  readonly filmBytesPerSecond: number | null;
  /** Film that is here, from the playhead on, and film there is in all from there. */
  readonly secondsAhead: number;
  readonly secondsLeft: number;
  /** Most film there is room for ahead of the playhead. */
  readonly roomSeconds: number;
  /** Times real time. */
  readonly rate: number;
  readonly isFetching: boolean;
}

export type Verdict =
  | { readonly kind: 'measuring' }
  /** All that is left of the film is here. */
  | { readonly kind: 'here' }
  /** So much is here that nothing is fetched. */
  | { readonly kind: 'ahead'; readonly secondsAhead: number }
  /** `ratio`: times what playing takes. */
  | { readonly kind: 'keeps-up'; readonly ratio: number }
  /** Slower than the film, but what is here lasts till the end. */
  | { readonly kind: 'lasts' }
  | SlowVerdict;

/** Who waits `waitSeconds`, until so much film is ahead, sees `smoothSeconds` without a pause; Infinity: to the end. */
export interface SlowVerdict {
  readonly kind: 'slow';
  readonly ratio: number;
  readonly waitSeconds: number;
  readonly untilSecondsAhead: number;
  readonly smoothSeconds: number;
}

/** Less than this of what the film takes is no speed to reckon with. */
const ratioMin = 0.02;
const endSeconds = 0.5;

export function judge(situation: Situation): Verdict {
  const { bytesPerSecond, filmBytesPerSecond, secondsAhead, secondsLeft, roomSeconds, rate } = situation;
  if (filmBytesPerSecond === null || filmBytesPerSecond <= 0) return { kind: 'measuring' };
  if (secondsAhead >= secondsLeft - endSeconds) return { kind: 'here' };
  // Who waits before asking again fetches nothing either.
  if (!situation.isFetching) {
    return secondsAhead >= roomSeconds / 2 ? { kind: 'ahead', secondsAhead } : { kind: 'measuring' };
  }
  /** Film that comes, and film that is played, in a second. */
  const comes = bytesPerSecond / filmBytesPerSecond;
  const ratio = comes / rate;
  if (ratio < ratioMin) return { kind: 'measuring' };
  if (ratio >= 1) return { kind: 'keeps-up', ratio };
  const enoughSeconds = secondsLeft * (1 - ratio);
  if (secondsAhead >= enoughSeconds) return { kind: 'lasts' };
  const untilSecondsAhead = Math.min(enoughSeconds, roomSeconds);
  return {
    kind: 'slow',
    ratio,
    waitSeconds: Math.max(0, untilSecondsAhead - secondsAhead) / comes,
    untilSecondsAhead,
    smoothSeconds: enoughSeconds <= roomSeconds ? Infinity : roomSeconds / (1 - ratio),
  };
}

/** Bytes in hand that can be played as they are: what lies behind the first one that has yet to come must wait for that. */
export function playableBytes({ inHand, lanes }: Pick<FunnelStatus, 'inHand' | 'lanes'>): number {
  const underWay = lanes.flatMap(({ requests }) => requests);
  const end = Math.min(
    ...underWay.map(({ range, receivedBytes }) => (range?.start ?? Infinity) + receivedBytes),
  );
  return inHand.reduce(
    (bytes, range) => bytes + Math.max(0, Math.min(range.endExclusive, end) - range.start),
    0,
  );
}
