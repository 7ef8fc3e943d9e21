import { tuning } from './options';

export interface PieceOutlook {
  /** Whether somebody waits for it right now. */
  readonly isUrgent: boolean;
  /** Bytes like it that nobody is fetching yet: of the urgent needs, or of what is guessed. */
  readonly sharedBytes: number;
  /** Needed bytes that come before the piece in playing order, fetched or not. */
  readonly bytesBefore: number;
  /** Whether nobody knows yet what will be needed: the index is being looked for. */
  readonly isGuess: boolean;
  /** Film already fed to the decoder ahead of the playhead, in seconds. */
  readonly secondsFed: number;
  /** Requests that may run at once. */
  readonly connections: number;
  /** One connection's speed; null before it was measured. */
  readonly connectionBytesPerSecond: number | null;
  readonly roundTripMs: number;
  readonly pieceSize: number;
}

/**
 * How many bytes the next request should ask for. Large pieces waste no round trips, but a piece is of use
 * only when its last byte has come: it must arrive before the playhead does. While all connections share
 * the film's bytes, those before the piece take at least `bytesBefore / connections` of one connection's
 * time, so a piece of that size is not late; a little more lets the size grow from piece to piece.
 */
export function pieceBytes(outlook: PieceOutlook): number {
  const speed = outlook.connectionBytesPerSecond;
  const { isUrgent, isGuess } = outlook;
  const roundTripBytes = ((speed ?? 0) * outlook.roundTripMs) / 1000;
  const worthwhileBytes = roundTripBytes * (isUrgent || isGuess ? 1 : tuning.roundTripsPerPiece);
  const least = isUrgent || isGuess ? tuning.smallestUrgentPieceBytes : tuning.smallestPieceBytes;
  const smallest = Math.min(Math.max(least, worthwhileBytes), outlook.pieceSize);
  const largest =
    speed === null
      ? Math.min(tuning.firstPieceBytes, outlook.pieceSize)
      : Math.min(Math.max(speed * tuning.pieceSeconds, smallest), outlook.pieceSize);
  const wanted = isUrgent || isGuess
    ? outlook.sharedBytes / outlook.connections
    : Math.max(
        (tuning.pieceGrowth * outlook.bytesBefore) / outlook.connections,
        ((speed ?? 0) * outlook.secondsFed) / 2,
      );
  if (speed === null && !isUrgent) return largest;
  const guessMax = Math.max(tuning.firstPieceBytes, roundTripBytes, (speed ?? 0) * tuning.guessSeconds);
  if (isGuess && !isUrgent) return Math.ceil(Math.min(Math.max(wanted, smallest), guessMax, largest));
  return Math.ceil(Math.min(Math.max(wanted, smallest), largest));
}
