/** What an event costs the funnel while it knows ten thousand pieces: `npm run simulate -- --cost`. */
import { type ByteRange, byteRange } from '../../../src/core/bytes/range';
import { Funnel } from '../../../src/core/funnel/funnel';
import type { FunnelEvent, Needs } from '../../../src/core/funnel/messages';
import type { Answer, Resource } from '../../../src/core/funnel/response';
import { seededRandom } from './seeded-random';
import type { FetchCommand } from './simulated-network';

/** The bar, in µs of processor time: the mean over all events of a film that plays. */
export const eventCostMaxUs = 50;

/** Which half of the needed ranges is in hand: what plays first, as it is in playing; or every second one. */
export const patterns = ['first half', 'every second'] as const;
export type Pattern = (typeof patterns)[number];

export interface Cost {
  /** Type of the event; `all`: every event of the run, in the mix that playing makes. */
  readonly kind: FunnelEvent['type'] | 'all';
  readonly events: number;
  /**
   * Of `handle` and the `wakeAtMs` that follows each, in processor time, garbage collection included: what else runs on
   * the machine does not count. Asking for it costs 1 to 2 µs, which do.
   */
  readonly meanUs: number;
  readonly maxUs: number;
}

const rangeCount = 10_000;
const rangeBytes = 64 * 1024;
/** No two ranges touch. */
const strideBytes = 2 * rangeBytes;
const chunkBytes = 16 * 1024;
const filmBytesPerSecond = 1_000_000;
/** As fast as the film plays: as much comes into the hand as leaves it. */
const chunkMs = (chunkBytes * 1000) / filmBytesPerSecond;
/** How often the page tells what it needs. */
const needMs = 250;
const warmUpEvents = 3_000;
const measuredEvents = 20_000;

const resource: Resource = {
  url: 'https://cdn.example/film.mp4',
  byteLength: 2 * rangeCount * strideBytes,
  validator: '"film"',
  contentType: null,
  contentDisposition: null,
};

/** The needed range that plays as the `index`th. */
const rangeAt = (index: number): ByteRange =>
  byteRange(index * strideBytes, index * strideBytes + rangeBytes);

const rangesFrom = (first: number): ByteRange[] =>
  Array.from({ length: rangeCount }, (_, index) => rangeAt(first + index));

interface Transfer {
  readonly requestId: number;
  answer: Answer | null;
  position: number;
  readonly endExclusive: number;
}

/** A funnel whose requests are all served, in turn, chunk by chunk; every event is timed. */
class TimedFunnel {
  nowMs = 0;
  readonly costsUs = new Map<FunnelEvent['type'], number[]>();
  readonly #funnel = new Funnel([resource.url], { blockSize: resource.byteLength }, seededRandom(1));
  readonly #body = new Uint8Array(chunkBytes);
  /** The one that waits longest for its next event comes first. */
  readonly #transfers = new Map<number, Transfer>();

  get isIdle(): boolean {
    return this.#transfers.size === 0;
  }

  tell(event: FunnelEvent): void {
    const before = process.cpuUsage();
    const commands = this.#funnel.handle(event, this.nowMs);
    this.#funnel.wakeAtMs(this.nowMs);
    const { user, system } = process.cpuUsage(before);
    const costUs = user + system;
    const costs = this.costsUs.get(event.type);
    if (costs) costs.push(costUs);
    else this.costsUs.set(event.type, [costUs]);
    for (const command of commands) {
      if (command.type === 'fetch') this.#transfers.set(command.requestId, transferOf(command));
      if (command.type === 'cancel') this.#transfers.delete(command.requestId);
    }
  }

  need(ranges: readonly ByteRange[]): void {
    const needs: Needs = { ranges, urgentCount: 0, secondsFed: 30, bytesPerSecond: filmBytesPerSecond };
    this.tell({ type: 'need', needs });
  }

  serve(): void {
    const [transfer] = this.#transfers.values();
    if (!transfer) return;
    const { requestId, answer, position, endExclusive } = transfer;
    this.#transfers.delete(requestId);
    if (answer === null && position === endExclusive) {
      this.tell({ type: 'ended', requestId, protocol: 'http/1.1' });
      return;
    }
    this.#transfers.set(requestId, transfer);
    if (answer) {
      transfer.answer = null;
      this.tell({ type: 'answered', requestId, answer });
      return;
    }
    this.nowMs += chunkMs;
    const size = Math.min(chunkBytes, endExclusive - position);
    transfer.position += size;
    this.tell({ type: 'bytes', requestId, bytes: this.#body.subarray(0, size) });
  }
}

function transferOf({ requestId, asked }: FetchCommand): Transfer {
  const start = 'start' in asked ? asked.start : resource.byteLength - asked.suffixLength;
  const endExclusive = 'start' in asked ? asked.endExclusive : resource.byteLength;
  const answer = { range: byteRange(start, endExclusive), resource };
  return { requestId, answer, position: start, endExclusive };
}

/** Plays on until so many events have passed: what has played is needed no more, and as much more is. */
class Playing {
  readonly #funnel: TimedFunnel;
  readonly #sinceMs: number;
  #needAtMs: number;

  constructor(funnel: TimedFunnel) {
    this.#funnel = funnel;
    this.#sinceMs = funnel.nowMs;
    this.#needAtMs = funnel.nowMs;
  }

  go(events: number): void {
    for (let event = 0; event < events; event++) {
      const { nowMs } = this.#funnel;
      if (nowMs < this.#needAtMs) this.#funnel.serve();
      else {
        this.#needAtMs += needMs;
        const playedBytes = ((nowMs - this.#sinceMs) * filmBytesPerSecond) / 1000;
        this.#funnel.need(rangesFrom(Math.floor(playedBytes / rangeBytes)));
      }
    }
  }
}

/** The mean cost of each kind of event and of all, while half of the known pieces is in hand. */
export function measureCosts(pattern: Pattern): Cost[] {
  const funnel = new TimedFunnel();
  funnel.tell({
    type: 'open',
    needs: { ranges: [], urgentCount: 0, secondsFed: 0, bytesPerSecond: null },
  });
  const inHand = rangesFrom(0).filter((_, index) =>
    pattern === 'first half' ? index < rangeCount / 2 : index % 2 === 0,
  );
  // Fetched in one run and then cut up: quicker than thousands of small requests.
  funnel.need([byteRange(0, inHand.at(-1)!.endExclusive)]);
  while (!funnel.isIdle) funnel.serve();
  funnel.need(inHand);
  const playing = new Playing(funnel);
  playing.go(warmUpEvents);
  funnel.costsUs.clear();
  playing.go(measuredEvents);
  const all = [...funnel.costsUs.values()].flat();
  return [...funnel.costsUs, ['all', all] as const].map(([kind, costs]) => ({
    kind,
    events: costs.length,
    meanUs: costs.reduce((sum, cost) => sum + cost, 0) / costs.length,
    maxUs: Math.max(...costs),
  }));
}
