import { type ByteRange, byteRange } from '../bytes/range';
import type { SampleTable } from './sample-table';

/** Bytes of samples `[firstSample, endSample)` in decoding order, adjacent ones merged; none for empty samples. */
export function sampleRuns(table: SampleTable, firstSample: number, endSample: number): ByteRange[] {
  const runs: ByteRange[] = [];
  let start = 0;
  let end = 0;
  for (let sample = firstSample; sample < endSample; sample++) {
    const byteCount = table.byteCounts.at(sample)!;
    if (byteCount === 0) continue;
    const offset = table.offsets.at(sample)!;
    if (offset !== end) {
      if (end > start) runs.push(byteRange(start, end));
      start = offset;
    }
    end = offset + byteCount;
  }
  if (end > start) runs.push(byteRange(start, end));
  return runs;
}

/** The same bytes in file order, each once. */
export function inFileOrder(runs: readonly ByteRange[]): ByteRange[] {
  const ranges: ByteRange[] = [];
  for (const run of [...runs].sort((a, b) => a.start - b.start)) {
    const last = ranges.at(-1);
    if (last === undefined || run.start > last.endExclusive) ranges.push(run);
    else if (run.endExclusive > last.endExclusive) {
      ranges[ranges.length - 1] = byteRange(last.start, run.endExclusive);
    }
  }
  return ranges;
}
