import { tuning } from './options';

export interface PieceOutlook {
  /** What somebody waits for, what may turn out to be needed while the index is being looked for, or film to come. */
  readonly kind: 'urgent' | 'guess' | 'ahead';
  /** This connection's part of what is urgent or guessed, as all share it: see `evenShare`. */
  readonly evenShareBytes: number;
  /** Needed bytes that come before the piece in playing order and have not come yet; pieces under way count whole. */
  readonly bytesBefore: number;
  /** Until the playhead comes there, if all before it is in hand by then. */
  readonly secondsUntilDue: number;
  /** Requests that may run at once. */
  readonly connections: number;
  /** One connection's speed; null before it was measured. */
  readonly bytesPerSecond: number | null;
  readonly roundTripMs: number;
  readonly pieceSize: number;
}

/** How many bytes the next request should ask for. */
export function pieceBytes(outlook: PieceOutlook): number {
  const { kind, bytesPerSecond, roundTripMs, pieceSize } = outlook;
  const roundTripBytes = ((bytesPerSecond ?? 0) * roundTripMs) / 1000;
  const wanted =
    kind === 'ahead' ? aheadBytes(outlook, roundTripBytes) : sharedBytes(outlook, roundTripBytes);
  return Math.ceil(Math.min(wanted, pieceSize));
}

/**
 * Everybody carries an equal part, unless that is so little that asking takes longer. A guess is small, as what will be
 * needed shows soon, and does not take all connections.
 */
function sharedBytes({ kind, evenShareBytes, bytesPerSecond }: PieceOutlook, roundTripBytes: number): number {
  const momentBytes = (bytesPerSecond ?? 0) * tuning.pieceSecondsMin;
  const wanted = Math.max(evenShareBytes, tuning.smallestUrgentPieceBytes, roundTripBytes, momentBytes);
  if (kind === 'urgent' || bytesPerSecond === null) return wanted;
  const most = Math.max(tuning.laterGuessBytes, roundTripBytes, bytesPerSecond * tuning.guessSeconds);
  return Math.min(Math.max(wanted, evenShareBytes * tuning.guessReserve), most);
}

/**
 * Large pieces waste no round trips, but a piece is of use only when its last byte has come: it must arrive before the
 * playhead does. While all connections share the film's bytes, those before the piece take at least
 * `bytesBefore / connections` of one connection's time, so a piece of that size is not late; a little more lets the size
 * grow from piece to piece.
 */
function aheadBytes(outlook: PieceOutlook, roundTripBytes: number): number {
  const { bytesBefore, secondsUntilDue, connections, bytesPerSecond, roundTripMs } = outlook;
  if (bytesPerSecond === null) return tuning.laterGuessBytes;
  const least = Math.max(tuning.smallestPieceBytes, roundTripBytes * tuning.roundTripsPerPiece);
  const mostSeconds = Math.max(tuning.pieceSeconds, (tuning.roundTripsPerLargePiece * roundTripMs) / 1000);
  const inTime = (tuning.pieceGrowth * bytesBefore) / connections;
  const withTimeToSpare = (bytesPerSecond * Math.min(secondsUntilDue, 2 * mostSeconds)) / 2;
  return Math.max(least, Math.min(Math.max(inTime, withTimeToSpare), bytesPerSecond * mostSeconds));
}
