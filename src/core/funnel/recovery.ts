import { byteLength } from '../bytes/range';
import type { FunnelErrorData } from '../errors';
import type { Dispatcher } from './dispatcher';
import { judgeFailure } from './failure';
import type { FunnelCommand } from './messages';
import { tuning } from './options';
import type { Request } from './request';
import type { Sources } from './sources';

/** Deals with requests that failed: their bytes are asked for again, by another way where this one is shut. */
export class Recovery {
  readonly #sources: Sources;
  readonly #dispatcher: Dispatcher;
  readonly #random: () => number;
  #failingSinceMs: number | null = null;
  /** What is asked before all else came to nothing, and there was no answer yet. */
  #isUnanswered = false;

  constructor(sources: Sources, dispatcher: Dispatcher, random: () => number) {
    this.#sources = sources;
    this.#dispatcher = dispatcher;
    this.#random = random;
  }

  /** @returns whether that ends it all, or nothing brings bytes for the time being */
  failed(
    request: Request,
    error: FunnelErrorData,
    isResourceKnown: boolean,
    nowMs: number,
    commands: FunnelCommand[],
  ): 'mended' | 'trouble' | 'final' {
    const { remaining, lane, rival } = request;
    const { source } = lane;
    const { inFlight, setbacks, connections } = this.#dispatcher;
    this.#failingSinceMs ??= nowMs;
    this.#dispatcher.release(request, nowMs);
    if (request.probe) {
      source.probeFailed(error, nowMs, this.#random());
      return 'mended';
    }
    // The tail was a guess, and so was everything past the end of the file.
    if (!remaining || byteLength(remaining) === 0) return 'mended';
    // Where nobody has answered yet it is the server that is silent, not the lane.
    const isHeard = request.answeredAtMs !== null || !isResourceKnown;
    if (!lane.isSpeaker && lane.isGivenUp(error, isHeard, request.failuresBefore)) {
      return this.#sources.isAnyOpen ? 'mended' : 'final';
    }
    this.#isUnanswered = !isResourceKnown && (this.#isUnanswered || lane.isSpeaker);
    const flowingThere = inFlight.flowing(source);
    if (flowingThere === 0) source.noteFailure(nowMs, this.#random());
    const verdict = judgeFailure({
      request,
      error,
      isResourceKnown,
      isUnanswered: this.#isUnanswered,
      failingMs: nowMs - this.#failingSinceMs,
      isBringing: inFlight.all.some((each) => each.isBringing(nowMs)),
      flowingThere,
      underWayThere: source.active,
      isMirrorWaiting: this.#sources.unproven.length > 0,
      random: this.#random(),
    });
    if (verdict.type === 'final') {
      source.refuse(error.code);
      return this.#sources.isAnyOpen ? 'mended' : 'final';
    }
    const { failures, delayMs, objection, pauseMs, isTrouble } = verdict;
    // What was one request too many is one of the others' again.
    const isRushOver = objection !== null && connections.endRush(source, nowMs);
    // But who says how long to wait means all requests.
    const wasTooMany = isRushOver && objection.holdMs === 0;
    const notBeforeMs = wasTooMany ? nowMs : nowMs + delayMs;
    // Where another races for the same bytes, it goes on.
    if (!rival) setbacks.add({ range: remaining, failures, notBeforeMs, fromOriginal: true });
    if (wasTooMany) return 'mended';
    if (objection) {
      connections.lower(source, objection, nowMs);
      commands.push({
        type: 'learned',
        host: source.givenHost,
        connections: Math.max(1, source.limit.served),
      });
    }
    if (pauseMs > 0) source.limit.pauseUntil(nowMs + pauseMs);
    return isTrouble ? 'trouble' : 'mended';
  }

  /**
   * An address may lead to several copies of a file, each with its own validator: then the first to answer is asked.
   * @returns false where that one has changed, or is gone for good
   */
  putBack(request: Request, nowMs: number, commands: FunnelCommand[]): boolean {
    const isAnother = request.fromOriginal && request.failuresBefore < tuning.failuresBeforeAnotherCopy;
    if (!request.remaining || !isAnother) return false;
    const failures = request.failuresBefore + 1;
    this.#dispatcher.setbacks.add({
      range: request.remaining,
      failures,
      notBeforeMs: 0,
      fromOriginal: false,
    });
    this.#dispatcher.cancel(request, nowMs, commands);
    return true;
  }
}
