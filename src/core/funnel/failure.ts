import { errorTraits, type FunnelErrorData } from '../errors';
import { connectionsAfter } from './connection-limit';
import { tuning } from './options';
import type { Request } from './request';
import { retryDelayMs } from './retry';

export interface FailureScene {
  readonly request: Request;
  readonly error: FunnelErrorData;
  /** Whether any answer has said what the file is. */
  readonly isResourceKnown: boolean;
  /** Other requests the server is answering. */
  readonly flowing: number;
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
      /** How many connections to go on with; null for as many as before. */
      readonly connections: number | null;
      /** How long no request at all may be sent. */
      readonly pauseMs: number;
      /** Whether the viewer should hear of it: nothing else brings bytes. */
      readonly isTrouble: boolean;
    };

export function judgeFailure(scene: FailureScene): FailureVerdict {
  const { request, error, isResourceKnown, flowing } = scene;
  const isFatal = errorTraits[error.code].severity === 'fatal';
  const failures = request.receivedBytes > 0 ? 1 : request.failuresBefore + 1;
  if (isFinal(scene, isFatal, failures)) return { type: 'final' };
  // What may be the fault of where a redirect led to is asked for anew at once.
  const isStaleAddress = isFatal && isResourceKnown && failures === 1;
  const delayMs = isStaleAddress ? 0 : retryDelayMs(failures, scene.random);
  const isPaused = error.code === 'http/throttled' && flowing === 0;
  const askedMs = Math.min(error.retryAfterMs ?? 0, tuning.retryAfterMaxMs);
  return {
    type: 'retry',
    failures,
    delayMs,
    connections: flowing > 0 ? connectionsAfter(error.code, flowing) : null,
    pauseMs: isPaused ? Math.max(delayMs, askedMs) : 0,
    isTrouble: flowing === 0 && !isFatal,
  };
}

/** Only the lane with cookies speaks for the file, and before the first answer only its first piece. */
function isFinal(
  { request, error, isResourceKnown, flowing }: FailureScene,
  isFatal: boolean,
  failures: number,
): boolean {
  if (error.code === 'resource/changed') return true;
  // While other connections bring bytes, a refusal may be how this server says "no more at once".
  if (isResourceKnown) return isFatal && request.fromOriginal && request.failuresBefore > 0 && flowing === 0;
  const isFirstPiece = 'start' in request.asked && request.asked.start === 0;
  return isFirstPiece && (isFatal || failures >= tuning.failuresBeforeFirstAnswer);
}
