import { type ErrorCode, errorTraits, type FunnelErrorData } from '../errors';
import { connectionsAfter, type Objection } from './connection-limit';
import { tuning } from './options';
import type { Request } from './request';
import { retryDelayMs } from './retry';

export interface FailureScene {
  readonly request: Request;
  readonly error: FunnelErrorData;
  /** Whether any answer has said what the file is. */
  readonly isResourceKnown: boolean;
  /** Not, though what is asked before all else has failed. */
  readonly isUnanswered: boolean;
  /** Since the first failure of all. */
  readonly failingMs: number;
  /** Whether another request brings bytes. */
  readonly isBringing: boolean;
  /** Other requests to the same host that were answered. */
  readonly flowingThere: number;
  /** Other requests to the same host, answered or not yet. */
  readonly underWayThere: number;
  /** Whether there is a mirror that nobody has looked at. */
  readonly isMirrorWaiting: boolean;
  /** In [0, 1). */
  readonly random: number;
}

/** What follows from a failure: an end of it all, or another try. */
export type FailureVerdict =
  | { readonly type: 'final' }
  | {
      readonly type: 'retry';
      /** Failures of these bytes in a row. */
      readonly failures: number;
      readonly delayMs: number;
      /** How many connections to its host to go on with, for so long at least; null for as many as before. */
      readonly objection: Objection | null;
      /** How long the host may be sent no request at all. */
      readonly pauseMs: number;
      /** Whether the viewer should hear of it: nothing else brings bytes. */
      readonly isTrouble: boolean;
    };

const mishaps: readonly ErrorCode[] = ['network/reset', 'network/truncated', 'network/stalled'];

export function judgeFailure(scene: FailureScene): FailureVerdict {
  const { request, error, isResourceKnown, isUnanswered, isBringing, flowingThere, underWayThere } = scene;
  const isFatal = errorTraits[error.code].severity === 'fatal';
  const failures = request.receivedBytes > 0 ? 1 : request.failuresBefore + 1;
  if (isFinal(scene, isFatal, failures)) return { type: 'final' };
  // What may be the fault of where a redirect led to is asked for anew at once.
  const isStaleAddress = isFatal && isResourceKnown && failures === 1;
  // One connection that breaks while others bring bytes says nothing about the server.
  const isMishap = failures === 1 && flowingThere > 0 && mishaps.includes(error.code);
  const delayMs = isStaleAddress || isMishap ? 0 : retryDelayMs(failures, scene.random);
  const isPaused = error.code === 'http/throttled' && flowingThere === 0;
  const askedMs = Math.min(error.retryAfterMs ?? 0, tuning.retryAfterMaxMs);
  // Where nothing flows a host that cannot be reached is down, and wants nothing.
  const isDown =
    error.code === 'network/unreachable' && (isResourceKnown || isUnanswered) && flowingThere === 0;
  const connections = underWayThere > 0 && !isDown ? connectionsAfter(error.code, underWayThere) : null;
  return {
    type: 'retry',
    failures,
    delayMs,
    objection: connections === null ? null : { connections, served: underWayThere, holdMs: askedMs },
    pauseMs: isPaused ? Math.max(delayMs, askedMs) : 0,
    isTrouble: !isBringing && !isFatal,
  };
}

/** Only the lane with cookies speaks for the file, and before the first answer only its first piece. */
function isFinal(
  { request, error, isResourceKnown, failingMs, flowingThere, isMirrorWaiting }: FailureScene,
  isFatal: boolean,
  failures: number,
): boolean {
  if (error.code === 'resource/changed') return true;
  // While other connections bring bytes, a refusal may be how this server says "no more at once".
  if (isResourceKnown)
    return isFatal && request.fromOriginal && request.failuresBefore > 0 && flowingThere === 0;
  // Without a network there is nobody to give up.
  if (error.code === 'network/offline') return false;
  const isFirstPiece = 'start' in request.asked && request.asked.start === 0;
  // Where nobody was reached the viewer's own network may be what is missing.
  const isPassedOn = isMirrorWaiting && error.code !== 'network/unreachable';
  // A server that restarts is back in a while; but a mirror is there now.
  const hasLasted = failingMs >= tuning.openingPatienceMs;
  const isHopeless = isPassedOn
    ? failures >= tuning.failuresBeforeMirror
    : failures >= tuning.failuresBeforeFirstAnswer && (isMirrorWaiting || hasLasted);
  return request.lane.isSpeaker && isFirstPiece && (isFatal || isHopeless);
}
