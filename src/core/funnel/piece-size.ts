import { tuning } from './options';

export interface PieceOutlook {
  /** Bytes of the urgent needs that nobody is fetching yet; 0 where the piece is not urgent. */
  readonly urgentBytes: number;
  /** Needed bytes that come before the piece in playing order, fetched or not. */
  readonly bytesBefore: number;
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
  const isUrgent = outlook.urgentBytes > 0;
  const roundTripBytes = ((speed ?? 0) * outlook.roundTripMs) / 1000;
  const worthwhileBytes = roundTripBytes * (isUrgent ? 1 : tuning.roundTripsPerPiece);
  const smallest = Math.min(Math.max(tuning.smallestPieceBytes, worthwhileBytes), outlook.pieceSize);
  const largest =
    speed === null
      ? Math.min(tuning.firstPieceBytes, outlook.pieceSize)
      : Math.min(Math.max(speed * tuning.pieceSeconds, smallest), outlook.pieceSize);
  const wanted = isUrgent
    ? outlook.urgentBytes / outlook.connections
    : Math.max(
        (tuning.pieceGrowth * outlook.bytesBefore) / outlook.connections,
        ((speed ?? 0) * outlook.secondsFed) / 2,
      );
  if (speed === null && !isUrgent) return largest;
  return Math.ceil(Math.min(Math.max(wanted, smallest), largest));
}
