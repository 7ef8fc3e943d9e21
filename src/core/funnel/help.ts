import { type ByteRange, byteLength, byteRange } from '../bytes/range';
import type { RangeSet } from '../bytes/range-set';
import { tuning } from './options';
import type { PlayingOrder } from './playing-order';
import type { Request } from './request';

/** What a free connection may do for one that is late. */
export type Help =
  /** Take over its bytes from `far.start`, where it stops. */
  | { readonly type: 'split'; readonly request: Request; readonly far: ByteRange }
  /** Ask for the same bytes, from where it stopped: the first to bring one wins. */
  | { readonly type: 'race'; readonly request: Request; readonly range: ByteRange };

/** What a connection that is free now can be expected to do. */
export interface FreeConnection {
  /** Null while nothing was measured. */
  readonly bytesPerSecond: number | null;
  readonly roundTripMs: number;
}

const nothing = byteRange(0, 0);

/**
 * The request that most needs help: one that keeps the playhead waiting or will. What comes in time is left alone,
 * however slowly it comes: every split costs a connection.
 */
export function chooseHelp(
  requests: readonly Request[],
  order: PlayingOrder,
  held: RangeSet,
  free: FreeConnection,
  nowMs: number,
): Help | null {
  let best: Help | null = null;
  let bestLatenessMs = 0;
  for (const request of requests) {
    const { remaining } = request;
    if (!remaining || byteLength(remaining) === 0 || request.rival || request.probe) continue;
    const urgent = order.urgentPart(remaining);
    // A suffix may have turned out to lie where others fetch too.
    const wanted = held.missing(urgent ?? order.neededPart(remaining) ?? nothing)[0];
    if (!wanted) continue;
    const dueMs = urgent ? nowMs : order.dueMs(wanted);
    const help =
      request.silentMs(nowMs) >= request.lane.hangMs
        ? race(request, wanted, free, dueMs)
        : split(request, wanted, free, urgent !== null, dueMs, nowMs);
    if (!help || help.endMs - dueMs <= bestLatenessMs) continue;
    best = help.help;
    bestLatenessMs = help.endMs - dueMs;
  }
  return best;
}

/** With when the request would be done without it. */
type Offer = { readonly help: Help; readonly endMs: number } | null;

/** Worth it where waiting for the request to be given up would be too late. */
function race(request: Request, range: ByteRange, free: FreeConnection, dueMs: number): Offer {
  const againMs = free.roundTripMs + (byteLength(range) * 1000) / (free.bytesPerSecond ?? Infinity);
  const endMs = request.deadlineMs + againMs;
  return endMs > dueMs ? { help: { type: 'race', request, range }, endMs } : null;
}

/** Cut where both halves end at the same time. */
function split(
  request: Request,
  wanted: ByteRange,
  { bytesPerSecond, roundTripMs }: FreeConnection,
  isUrgent: boolean,
  dueMs: number,
  nowMs: number,
): Offer {
  const slow = (request.knownBytesPerSecond(nowMs) ?? 0) / 1000;
  if (slow === 0 || bytesPerSecond === null) return null;
  const quick = bytesPerSecond / 1000;
  const from = request.remaining!.start;
  const bytes = wanted.endExclusive - from;
  const aloneMs = bytes / slow;
  if (nowMs + aloneMs <= dueMs) return null;
  const togetherMs = (roundTripMs + bytes / quick) / (1 + slow / quick);
  const start = Math.max(wanted.start, from + Math.ceil(togetherMs * slow));
  const far = byteRange(start, wanted.endExclusive);
  const gainMs = aloneMs - togetherMs;
  const isSlow = slow * tuning.slowConnection <= quick;
  // One that is as quick as the others is only helped where much of the film's start, or of a seek, hangs on it.
  if (!isSlow && !isUrgent) return null;
  const gainMinMs = isSlow
    ? Math.max(roundTripMs, tuning.splitGainMinMs)
    : Math.max(3 * roundTripMs, tuning.splitGainOfQuickMinMs);
  const isWorthIt =
    gainMs >= Math.max(gainMinMs, aloneMs * tuning.splitGainShare) &&
    byteLength(far) >= (isUrgent ? tuning.smallestUrgentPieceBytes : tuning.smallestSplitBytes);
  return isWorthIt ? { help: { type: 'split', request, far }, endMs: nowMs + aloneMs } : null;
}
