import { type ByteRange, byteLength, byteRange } from '../bytes/range';
import type { Lane } from './lane';
import type { FunnelEvent } from './messages';
import { tuning } from './options';
import type { Asked } from './response';

/** What became of these bytes before. */
export interface Past {
  readonly fromOriginal: boolean;
  /** In a row. */
  readonly failures: number;
}

/** A piece under way: one request on one connection. */
export class Request {
  readonly id: number;
  readonly lane: Lane;
  readonly asked: Asked;
  readonly fromOriginal: boolean;
  /** Failures of these bytes in a row, before this request. */
  readonly failuresBefore: number;
  readonly sentAtMs: number;
  /** Whether it goes by a connection that is there already. */
  readonly isWarm: boolean;
  answeredAtMs: number | null = null;
  lastByteAtMs: number | null = null;
  receivedBytes = 0;
  /** How many events its bytes came in. */
  chunks = 0;
  /** Another that was asked for the same bytes since this one, or that one, hangs: the first to bring one wins. */
  rival: Request | null = null;
  /** For a request that only shows whether an address has the same file: what it brought, to be compared. */
  probe: Uint8Array | null = null;
  /** What an unproven lane says before there is a file to compare it with. */
  readonly heldBack: { event: FunnelEvent; atMs: number }[] = [];
  #piece: ByteRange | null;
  #isCut = false;
  #sentEndExclusive: number;

  constructor(id: number, lane: Lane, asked: Asked, nowMs: number, past: Past) {
    this.id = id;
    this.lane = lane;
    this.asked = asked;
    this.#piece = 'start' in asked ? asked : null;
    this.isWarm = lane.idle > 0;
    this.#sentEndExclusive = this.#piece?.endExclusive ?? Infinity;
    this.sentAtMs = nowMs;
    this.fromOriginal = past.fromOriginal;
    this.failuresBefore = past.failures;
  }

  /** The bytes that are to come in all; null for a suffix of a file whose length is not known. */
  get piece(): ByteRange | null {
    return this.#piece;
  }

  /** The bytes still to come. */
  get remaining(): ByteRange | null {
    return this.#piece && byteRange(this.#piece.start + this.receivedBytes, this.#piece.endExclusive);
  }

  /** What the server has still to send, be it wanted or not. */
  get bytesToCome(): number {
    const { remaining } = this;
    return remaining ? this.#sentEndExclusive - remaining.start : Infinity;
  }

  /** Whether all that was wanted of it has come. */
  get isDone(): boolean {
    return this.#piece !== null && this.receivedBytes >= byteLength(this.#piece);
  }

  /** The file's length is known: pieces beyond its end shrink, a suffix gets its place. */
  fitTo(fileByteLength: number): void {
    const start =
      'start' in this.asked ? this.asked.start : Math.max(0, fileByteLength - this.asked.suffixLength);
    const end = 'start' in this.asked ? this.asked.endExclusive : fileByteLength;
    this.#piece = byteRange(Math.min(start, fileByteLength), Math.min(end, fileByteLength));
    this.#sentEndExclusive = this.#piece.endExclusive;
  }

  /** Others bring what comes from here on. */
  cutAt(endExclusive: number): void {
    this.#piece = byteRange(this.#piece!.start, endExclusive);
    this.#isCut = true;
  }

  /** Whether the server will send more than is wanted. */
  get isCut(): boolean {
    return this.#isCut;
  }

  /** How fast bytes come since the answer. */
  bytesPerSecond(nowMs: number): number {
    if (this.answeredAtMs === null || nowMs <= this.answeredAtMs) return 0;
    return (this.receivedBytes * 1000) / (nowMs - this.answeredAtMs);
  }

  /** The same between one chunk and the next, and the less the longer the next one lets itself be waited for; null until it shows. */
  knownBytesPerSecond(nowMs: number): number | null {
    if (this.answeredAtMs === null) return null;
    const flowingMs = nowMs - this.answeredAtMs;
    if (this.lastByteAtMs === null) {
      return flowingMs < tuning.nothingKnownAfterMs ? null : (this.lane.source.chunkBytes * 1000) / flowingMs;
    }
    const chunksMs = this.lastByteAtMs - this.answeredAtMs;
    const elapsedMs = Math.max(chunksMs, flowingMs - chunksMs / this.chunks);
    return flowingMs < tuning.speedKnownAfterMs ? null : (this.receivedBytes * 1000) / Math.max(1, elapsedMs);
  }

  /**
   * How fast bytes came since they were asked for. A server may send the first of them at once and only then begin to
   * hold back: a speed without the wait for the answer would be ten times too high. A handshake before that counts not.
   */
  bytesPerSecondSinceSent(nowMs: number): number {
    const answerMs = (this.answeredAtMs ?? nowMs) - this.sentAtMs;
    const handshakeMs = this.isWarm ? 0 : answerMs * (1 - 1 / tuning.coldRoundTrips);
    return (this.receivedBytes * 1000) / Math.max(1, nowMs - this.sentAtMs - handshakeMs);
  }

  /** Since it was last heard of, or sent. */
  silentMs(nowMs: number): number {
    return nowMs - this.#heardAtMs;
  }

  /** Whether bytes come by it, or must come any moment. */
  isBringing(nowMs: number): boolean {
    if (this.answeredAtMs === null) return false;
    return this.silentMs(nowMs) < (this.lastByteAtMs === null ? tuning.hangMinMs : this.lane.hangMs);
  }

  /** When it will be taken to hang, unless bytes come. */
  get hangsAtMs(): number {
    return this.#heardAtMs + this.lane.hangMs;
  }

  /** When to give it up, unless bytes come. */
  get deadlineMs(): number {
    if (this.answeredAtMs === null) return this.#heardAtMs + tuning.firstByteTimeoutMs;
    // A connection that crawls is as good as none, and another may be quick.
    const crawlMs = tuning.crawlTimeoutMs + (this.receivedBytes * 1000) / tuning.crawlBytesPerSecond;
    return Math.min(this.#heardAtMs + tuning.stallTimeoutMs, this.answeredAtMs + crawlMs);
  }

  get #heardAtMs(): number {
    return this.lastByteAtMs ?? this.answeredAtMs ?? this.sentAtMs;
  }
}
