import { type ByteRange, byteRange } from '../bytes/range';
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
  answeredAtMs: number | null = null;
  lastByteAtMs: number | null = null;
  receivedBytes = 0;
  /** What an unproven lane says before there is a file to compare it with. */
  readonly heldBack: { event: FunnelEvent; atMs: number }[] = [];
  #piece: ByteRange | null;

  constructor(id: number, lane: Lane, asked: Asked, nowMs: number, past: Past) {
    this.id = id;
    this.lane = lane;
    this.asked = asked;
    this.#piece = 'start' in asked ? asked : null;
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

  /** The file's length is known: pieces beyond its end shrink, a suffix gets its place. */
  fitTo(byteLength: number): void {
    const start =
      'start' in this.asked ? this.asked.start : Math.max(0, byteLength - this.asked.suffixLength);
    const end = 'start' in this.asked ? this.asked.endExclusive : byteLength;
    this.#piece = byteRange(Math.min(start, byteLength), Math.min(end, byteLength));
  }

  /** How fast bytes come since the answer. */
  bytesPerSecond(nowMs: number): number {
    if (this.answeredAtMs === null || nowMs <= this.answeredAtMs) return 0;
    return (this.receivedBytes * 1000) / (nowMs - this.answeredAtMs);
  }

  /**
   * How fast bytes came since they were asked for. A server may send the first of them at once and only then begin to
   * hold back: a speed without the wait for the answer would be ten times too high.
   */
  bytesPerSecondSinceSent(nowMs: number): number {
    return (this.receivedBytes * 1000) / Math.max(1, nowMs - this.sentAtMs);
  }

  /** When to give it up, unless bytes come. */
  get deadlineMs(): number {
    return this.answeredAtMs === null
      ? this.sentAtMs + tuning.firstByteTimeoutMs
      : (this.lastByteAtMs ?? this.answeredAtMs) + tuning.stallTimeoutMs;
  }
}
