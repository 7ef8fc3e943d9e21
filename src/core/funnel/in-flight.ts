import type { ByteRange } from '../bytes/range';
import { RangeSet } from '../bytes/range-set';
import type { Request } from './request';

/** The requests under way, and the connections they hold. */
export class InFlight {
  readonly #requests = new Map<number, Request>();

  add(request: Request): void {
    this.#requests.set(request.id, request);
    request.lane.active += 1;
  }

  /** Frees its connection; what it may still say is not heard any more. */
  remove(request: Request): void {
    if (this.#requests.delete(request.id)) request.lane.active -= 1;
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

  /** Requests the server is answering. */
  get flowing(): number {
    return this.all.filter(({ answeredAtMs }) => answeredAtMs !== null).length;
  }

  /** Bytes that somebody is bringing, together with `others`. */
  busyWith(others: readonly ByteRange[]): RangeSet {
    return new RangeSet([...others, ...this.all.flatMap(({ remaining }) => remaining ?? [])]);
  }
}
