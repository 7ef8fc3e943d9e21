import type { ByteRange } from '../bytes/range';
import { RangeSet } from '../bytes/range-set';
import type { Request } from './request';
import type { Source } from './source';

/** The requests under way, and the connections they hold. */
export class InFlight {
  readonly #requests = new Map<number, Request>();

  add(request: Request): void {
    this.#requests.set(request.id, request);
    request.lane.active += 1;
    if (request.isWarm) request.lane.idle -= 1;
    request.lane.wasUsed = true;
  }

  /** Frees its connection; what it may still say is not heard any more. */
  remove(request: Request): void {
    if (!this.#requests.delete(request.id)) return;
    request.lane.active -= 1;
    if (request.rival) request.rival.rival = null;
    request.rival = null;
  }

  get(requestId: number): Request | undefined {
    return this.#requests.get(requestId);
  }

  /** As they are now: removing some while going through them is safe. */
  get all(): Request[] {
    return [...this.#requests.values()];
  }

  get size(): number {
    return this.#requests.size;
  }

  /** Requests that are being answered by a source. */
  flowing(source: Source): number {
    const isIt = ({ answeredAtMs, lane }: Request) => answeredAtMs !== null && lane.source === source;
    return this.all.filter(isIt).length;
  }

  /** Bytes that somebody is bringing, together with `others`. */
  busyWith(others: readonly ByteRange[]): RangeSet {
    return new RangeSet([
      ...others,
      ...this.all.flatMap(({ remaining, probe }) => (probe ? [] : (remaining ?? []))),
    ]);
  }
}
