import type { ByteRange } from '../../../src/core/bytes/range';
import type { Lane } from '../../../src/core/funnel/lane';
import { Request } from '../../../src/core/funnel/request';
import { Source } from '../../../src/core/funnel/source';

/** How far a request has got. */
export interface Progress {
  readonly sentAtMs?: number;
  /** Null while it was not answered. */
  readonly answeredAtMs?: number | null;
  readonly lastByteAtMs?: number | null;
  readonly receivedBytes?: number;
  readonly chunks?: number;
}

export const someLink = (): Source => new Source('https://cdn.example/film', true, 12);

let nextId = 1;

/** A request in the middle of things. */
export function requestOn(lane: Lane, asked: ByteRange, progress: Progress = {}): Request {
  const { sentAtMs = 0, answeredAtMs = null, lastByteAtMs = null, receivedBytes = 0, chunks = 0 } = progress;
  const request = new Request(nextId++, lane, asked, sentAtMs, { fromOriginal: false, failures: 0 });
  return Object.assign(request, { answeredAtMs, lastByteAtMs, receivedBytes, chunks });
}

/** A steady stream of so many bytes a second since its answer, in chunks of a tenth of a second. */
export function flowing(lane: Lane, asked: ByteRange, bytesPerSecond: number, nowMs: number): Request {
  return requestOn(lane, asked, {
    answeredAtMs: 0,
    lastByteAtMs: nowMs,
    receivedBytes: Math.floor((bytesPerSecond * nowMs) / 1000),
    chunks: Math.max(1, Math.floor(nowMs / 100)),
  });
}
