import { errorTraits, type FunnelErrorData } from '../errors';
import { ConnectionLimit } from './connection-limit';
import { hostOf } from './host-name';
import { Lane } from './lane';
import { tuning } from './options';
import { retryDelayMs } from './retry';
import { MovingAverage } from './speed';

/** One address of the file, and the lanes to its host: the link itself, a mirror of it, or a host a redirect led to. */
export class Source {
  /** As it was given. */
  readonly url: string;
  /** The link says what the file is. Any other source must show that it has the same. */
  isLink: boolean;
  /** Where `url` led to at last; null until it has answered. */
  address: string | null = null;
  /** What its answers are held against; null while they have none. */
  validator: string | null = null;
  state: 'unproven' | 'open' | 'refused';
  /** Not to be asked what it has before this. */
  probeAtMs = 0;
  #hostOf = { url: '', host: '' };
  #probeFailures = 0;
  #failures = 0;
  #restUntilMs = 0;
  readonly #chunkBytes = new MovingAverage();
  readonly limit: ConnectionLimit;
  readonly lanes: readonly Lane[];

  constructor(url: string, isLink: boolean, connections: number) {
    this.url = url;
    this.isLink = isLink;
    this.state = isLink ? 'open' : 'unproven';
    this.limit = new ConnectionLimit(connections);
    this.lanes = [
      new Lane(this, false, 'include'),
      new Lane(this, false, 'omit'),
      new Lane(this, true, 'include'),
      new Lane(this, true, 'omit'),
    ];
  }

  /** Of the address it is fetched from. */
  get host(): string {
    const url = this.address ?? this.url;
    if (this.#hostOf.url !== url) this.#hostOf = { url, host: hostOf(url) };
    return this.#hostOf.host;
  }

  /** Of the address as it was given, wherever that leads: what is remembered of it is found by this. */
  get givenHost(): string {
    return hostOf(this.url);
  }

  /** Of the quickest lane that was heard; null while none was. */
  get roundTripMs(): number | null {
    const times = this.lanes.flatMap(({ roundTripMs }) => roundTripMs ?? []);
    return times.length === 0 ? null : Math.min(...times);
  }

  /** What one event of a body brings. */
  get chunkBytes(): number {
    return this.#chunkBytes.value ?? tuning.chunkBytes;
  }

  noteChunk(bytes: number): void {
    this.#chunkBytes.add(bytes, 0.05);
    this.#failures = 0;
    this.rested();
  }

  /** A request came to nothing while no other brought anything. What fails at the same time is one failure. */
  noteFailure(nowMs: number, random: number): void {
    if (nowMs < this.#restUntilMs) return;
    this.#failures += 1;
    this.#restUntilMs = nowMs + retryDelayMs(this.#failures, random);
  }

  /** Whether all it was asked since its last bytes has failed: then others are asked first. */
  get isAiling(): boolean {
    return this.#failures > 0;
  }

  /** Until then it is not asked at all where another can be. */
  get restUntilMs(): number {
    return this.#restUntilMs;
  }

  get active(): number {
    return this.lanes.reduce((sum, lane) => sum + lane.active, 0);
  }

  /** It has shown that it has the file. */
  open(): void {
    this.state = 'open';
    this.lanes[0]!.state = 'open';
  }

  /** It could not be asked what it has: it is asked again later, but not for ever. */
  probeFailed(error: FunnelErrorData, nowMs: number, random: number): void {
    this.#probeFailures += 1;
    this.probeAtMs = nowMs + retryDelayMs(this.#probeFailures, random);
    const isRefusal = errorTraits[error.code].severity === 'fatal';
    if (isRefusal || this.#probeFailures >= tuning.failuresBeforeFirstAnswer) this.refuse(error.code);
  }

  /** Whatever kept it from being asked is over. */
  rested(): void {
    this.#restUntilMs = 0;
  }

  refuse(reason: string): void {
    this.state = 'refused';
    for (const lane of this.lanes) lane.refuse(reason);
  }
}
