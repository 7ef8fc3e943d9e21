import type { Column, SampleTable } from '../sample-table';

const noOffsets: Column = { at: () => 0 };

/** The samples of `first` from `from` on, and those of `second` after them. */
export function joinTables(first: SampleTable, from: number, second: SampleTable): SampleTable {
  const kept = first.count - from;
  const count = kept + second.count;
  const joined = <T extends Float64Array | Uint32Array | Int32Array>(
    into: T,
    head: Column,
    tail: Column,
  ): T => {
    for (let sample = from; sample < first.count; sample++) into[sample - from] = head.at(sample)!;
    for (let sample = 0; kept + sample < into.length; sample++) into[kept + sample] = tail.at(sample)!;
    return into;
  };
  const hasOffsets = first.compositionOffsets !== null || second.compositionOffsets !== null;
  return {
    count,
    offsets: joined(new Float64Array(count), first.offsets, second.offsets),
    byteCounts: joined(new Uint32Array(count), first.byteCounts, second.byteCounts),
    decodeTicks: joined(new Float64Array(count + 1), first.decodeTicks, second.decodeTicks),
    compositionOffsets: hasOffsets
      ? joined(
          new Int32Array(count),
          first.compositionOffsets ?? noOffsets,
          second.compositionOffsets ?? noOffsets,
        )
      : null,
    syncSamples: joinSyncSamples(first, from, second),
    descriptionRuns: [
      ...first.descriptionRuns.flatMap(({ firstSample, descriptionIndex }, index, runs) =>
        (runs[index + 1]?.firstSample ?? first.count) > from
          ? { firstSample: Math.max(0, firstSample - from), descriptionIndex }
          : [],
      ),
      ...second.descriptionRuns.map((run) => ({ ...run, firstSample: run.firstSample + kept })),
    ],
  };
}

function joinSyncSamples(first: SampleTable, from: number, second: SampleTable): Uint32Array | null {
  if (first.syncSamples === null && second.syncSamples === null) return null;
  const numbers = ({ syncSamples, count }: SampleTable) =>
    syncSamples ?? Uint32Array.from({ length: count }, (_, index) => index);
  const kept = [...numbers(first)].filter((sample) => sample >= from).map((sample) => sample - from);
  return Uint32Array.from([...kept, ...[...numbers(second)].map((sample) => sample + first.count - from)]);
}
