import { errorTraits, type FunnelErrorData } from '../errors';
import { isDeadEnd } from './dead-link';
import { withAbsoluteHost } from './host-name';
import { tuning } from './options';
import type { Source } from './source';
import { FadingMaximum, MovingAverage } from './speed';

/** With the viewer's cookies, or without: browsers keep separate connections for the two. */
export type Credentials = 'include' | 'omit';

/** A group of connections with sockets of its own: one name of a host, in one credentials mode. */
export class Lane {
  readonly source: Source;
  /** By the host's absolute name, with a trailing dot: to browsers a host of its own. */
  readonly isAbsolute: boolean;
  readonly credentials: Credentials;
  /** Believed only once an answer of its own agrees about the file. */
  state: 'unproven' | 'open' | 'refused';
  refusal = '';
  /** ALPN id of what carries it; null where the browser does not tell. */
  protocol: string | null = null;
  /** Requests under way. */
  active = 0;
  /** Whether it was ever sent a request. */
  wasUsed = false;
  readonly connectionBytesPerSecond = new MovingAverage();
  readonly #warmRoundTripMs = new MovingAverage();
  readonly #coldRoundTripMs = new MovingAverage();
  /** Connections that have served a request and wait for the next. */
  idle = 0;
  readonly #chunkGapMs = new FadingMaximum();
  #failuresUnheard = 0;
  #absoluteOf: { url: string; absolute: string | null } = { url: '', absolute: null };

  constructor(source: Source, isAbsolute: boolean, credentials: Credentials) {
    this.source = source;
    this.isAbsolute = isAbsolute;
    this.credentials = credentials;
    this.state = this.isSpeaker ? 'open' : 'unproven';
  }

  /** The lane that does what the browser itself would do with the link: it says what the file is. */
  get isSpeaker(): boolean {
    return this.source.isLink && !this.isAbsolute && this.credentials === 'include';
  }

  /** Streams of HTTP/2 and HTTP/3 share one connection, and cost the browser nothing. */
  get isMultiplexed(): boolean {
    return this.protocol === 'h2' || this.protocol === 'h3';
  }

  get connectionsMax(): number {
    return this.isMultiplexed ? tuning.streamsPerLane : tuning.connectionsPerLane;
  }

  /** What a request by this lane asks for; null where the host has no other name. */
  address(fromOriginal: boolean): string | null {
    const { url, address } = this.source;
    const plain = fromOriginal ? url : (address ?? url);
    return this.isAbsolute ? this.#absolute(plain) : plain;
  }

  /** What browsers count connections by. */
  get pool(): string {
    return `${this.source.host}${this.isAbsolute ? '.' : ''} ${this.credentials}`;
  }

  /** Asked for at every event, and nearly always the same. */
  #absolute(url: string): string | null {
    if (this.#absoluteOf.url !== url) this.#absoluteOf = { url, absolute: withAbsoluteHost(url) };
    return this.#absoluteOf.absolute;
  }

  /** From a request to its answer, on a connection that is there already; null while nothing was measured. */
  get roundTripMs(): number | null {
    const { value } = this.#coldRoundTripMs;
    return this.#warmRoundTripMs.value ?? (value === null ? null : value / tuning.coldRoundTrips);
  }

  /** @param isWarm whether the connection had served a request before */
  noteRoundTrip(ms: number, isWarm: boolean): void {
    (isWarm ? this.#warmRoundTripMs : this.#coldRoundTripMs).add(ms);
  }

  /** No byte for so long, and a connection is taken to hang: several times what it took at its slowest. */
  get hangMs(): number {
    const roundTripMs = this.roundTripMs ?? this.source.roundTripMs;
    if (roundTripMs === null) return tuning.hangUnknownMs;
    const slowestMs = Math.max(4 * roundTripMs, 3 * (this.#chunkGapMs.value ?? 0), tuning.hangMinMs);
    return Math.min(slowestMs, tuning.stallTimeoutMs);
  }

  /** A request has brought so much, so fast. What is over in a moment says nothing of the speed. */
  noteSpeed(bytes: number, bytesPerSecond: number): void {
    if (bytes >= tuning.speedSampleBytes) this.connectionBytesPerSecond.add(bytesPerSecond);
  }

  /** Bytes came, so long after those before them. */
  noteGap(gapMs: number): void {
    this.#chunkGapMs.add(gapMs);
  }

  /** Another connection was quicker with what it was asked. */
  lostRace(wasAnswered: boolean): void {
    this.#noteUnheard(wasAnswered);
    if (this.#failuresUnheard >= tuning.racesOfSilentLane && !this.isSpeaker) this.#giveUp('silent');
  }

  /** A request of it has come to nothing. */
  #noteUnheard(wasAnswered: boolean): void {
    if (!wasAnswered && this.state === 'unproven') this.#failuresUnheard += 1;
  }

  /**
   * Takes note of a failure of a lane that can be done without.
   * @returns whether it is used no more: it was refused, or has failed so often, without one answer ever, that none will
   * come
   */
  isGivenUp(error: FunnelErrorData, wasAnswered: boolean, failuresBefore = 0): boolean {
    this.#noteUnheard(wasAnswered || error.code === 'http/throttled');
    // The address that a redirect led to may have expired: these bytes are asked for once more where the link leads now.
    const isStale = this.state === 'open' && failuresBefore === 0 && isDeadEnd(error.code);
    if (this.source.isLink && isStale) return false;
    const isRefusal = errorTraits[error.code].severity === 'fatal';
    const isSilent =
      this.state === 'unproven' &&
      this.#failuresUnheard >= (this.isAbsolute ? 1 : tuning.failuresOfSilentLane);
    if (!isRefusal && !isSilent) return false;
    this.#giveUp(`${error.code} ${error.detail}`.trim());
    return true;
  }

  #giveUp(reason: string): void {
    // Where a mirror refuses what a browser would ask, there is no use in asking otherwise.
    if (this === this.source.lanes[0]) this.source.refuse(reason);
    else this.refuse(reason);
  }

  refuse(reason: string): void {
    this.state = 'refused';
    this.refusal = reason;
  }
}
