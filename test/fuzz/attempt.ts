import { byteLength } from '../../src/core/bytes/range';
import type { ByteSource } from '../../src/core/bytes/source';
import { type ErrorCode, FunnelError } from '../../src/core/errors';
import type { Fragment, FragmentCursor, Movie } from '../../src/core/movie';
import { boxesIn, viewOf } from '../../src/core/mp4/box';
import { memorySource } from '../core/mp4/memory-source';
import type { Meter } from './meter';

export type Opener = (source: ByteSource) => Promise<Movie>;
export type Outcome = 'played' | ErrorCode;

/** Far more than any honest film of this size takes, and over in a moment. */
const stepsPerByte = 100;
const stepsMin = 500_000;
const allocatedPerByte = 8;
const allocatedMin = 2 ** 20;
/** A fragment may hold the same bytes many times: fragment-cursor.ts bounds it. */
const fragmentBytesMax = 70 * 2 ** 20;
const fragmentsPerCursor = 30;
const writtenPerCursor = 3;
/** Each brings the next box at least; the longest of these films has some twenty. */
const readsMax = 200;

/**
 * Opens a file, seeks, walks and writes. What is refused must be refused by a typed error, what is played must be sound.
 * @throws Error for everything else
 */
export async function attempt(bytes: Uint8Array, open: Opener, meter: Meter): Promise<Outcome> {
  const steps = stepsMin + stepsPerByte * bytes.byteLength;
  meter.reset({ steps, allocatedBytes: allocatedMin + allocatedPerByte * bytes.byteLength });
  try {
    const { durationSeconds, tracks } = await open(memorySource(bytes));
    hold(durationSeconds >= 0 && durationSeconds < Infinity, `a duration of ${durationSeconds} s`);
    hold(tracks.length > 0, 'no tracks');
    for (const track of tracks) {
      for (const share of [0, 0.6, 1]) {
        const cursor = track.seek(share * durationSeconds);
        for (let count = 0; count < fragmentsPerCursor; count++) {
          meter.reset({ steps, allocatedBytes: fragmentBytesMax });
          const fragment = nextOf(cursor, bytes);
          if (fragment === null) break;
          check(fragment, bytes.byteLength);
          if (count < writtenPerCursor) checkWritten(fragment, bytes);
        }
      }
    }
    return 'played';
  } catch (thrown) {
    if (!(thrown instanceof FunnelError) || thrown.code === 'internal/bug') throw thrown;
    return thrown.code;
  } finally {
    meter.reset({ steps: Infinity, allocatedBytes: Infinity });
  }
}

/** The next fragment, after whatever part of the index it asks for. */
function nextOf(cursor: FragmentCursor, bytes: Uint8Array): Fragment | null {
  for (let reads = 0; ; reads++) {
    const fragment = cursor.next(0.5, 256 * 1024);
    if (fragment || !cursor.unread) return fragment;
    hold(reads < readsMax, `${reads} reads for one fragment`);
    const { range, take } = cursor.unread;
    hold(range.start >= 0 && range.endExclusive <= bytes.byteLength, `an index up to ${range.endExclusive}`);
    take(bytes.subarray(range.start, range.endExclusive));
  }
}

function check({ startSeconds, endSeconds, ranges }: Fragment, resourceBytes: number): void {
  hold(Number.isFinite(startSeconds) && Number.isFinite(endSeconds), `from ${startSeconds} to ${endSeconds}`);
  hold(startSeconds <= endSeconds, `from ${startSeconds} back to ${endSeconds}`);
  let end = -1;
  for (const range of ranges) {
    hold(range.start > end && byteLength(range) > 0, 'ranges that touch, or are empty');
    end = range.endExclusive;
  }
  hold(end <= resourceBytes, `bytes up to ${end} of ${resourceBytes}`);
}

function checkWritten(fragment: Fragment, bytes: Uint8Array): void {
  const written = fragment.write(({ start, endExclusive }) => bytes.subarray(start, endExclusive));
  const types = boxesIn(viewOf(written), 0, written.byteLength).map(({ type }) => type);
  hold(types.join() === 'moof,mdat', `a fragment of ${types}`);
}

function hold(holds: boolean, otherwise: string): void {
  if (!holds) throw new Error(otherwise);
}
