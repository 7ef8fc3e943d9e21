import { box, concatenate, fullBox, uint32, uint64 } from '../../../src/core/mp4/box-writer';
import type { Chunk, Sample, TrackParts } from './parts';

/** The stbl of a track. @param chunks of it in the order of its samples, with where they lie */
export function sampleTableBox(
  track: TrackParts,
  chunks: readonly (Chunk & { readonly offset: number })[],
): Uint8Array {
  const { samples, sampleEntries, stblBoxes = [] } = track;
  return box(
    'stbl',
    fullBox('stsd', 0, 0, uint32(sampleEntries.length), ...sampleEntries),
    fullBox('stts', 0, 0, runs(samples.map(({ durationTicks }) => durationTicks))),
    ...compositionOffsetBoxes(track),
    ...syncSampleBoxes(track),
    fullBox('stsc', 0, 0, chunkRuns(samples, chunks)),
    sizeBox(track),
    track.wideOffsets
      ? fullBox('co64', 0, 0, uint32(chunks.length), ...chunks.map(({ offset }) => uint64(offset)))
      : fullBox('stco', 0, 0, uint32(chunks.length, ...chunks.map(({ offset }) => offset))),
    ...stblBoxes,
  );
}

/** entry_count, then sample_count and value for each run of one value. */
function runs(values: readonly number[]): Uint8Array {
  const entries: number[] = [];
  for (const value of values) {
    if (entries.at(-1) === value && entries.length > 0) entries[entries.length - 2]! += 1;
    else entries.push(1, value);
  }
  return uint32(entries.length / 2, ...entries);
}

function compositionOffsetBoxes({ samples, cttsVersion }: TrackParts): Uint8Array[] {
  const offsets = samples.map(({ offsetTicks }) => offsetTicks);
  if (offsets.every((offset) => offset === 0)) return [];
  const version = cttsVersion ?? (Math.min(...offsets) < 0 ? 1 : 0);
  return [fullBox('ctts', version, 0, runs(offsets))];
}

function syncSampleBoxes({ samples, stss = 'table' }: TrackParts): Uint8Array[] {
  if (stss === 'absent' || (stss === 'table' && samples.every(({ isSync }) => isSync))) return [];
  const numbers = samples.flatMap(({ isSync }, index) => (isSync && stss === 'table' ? [index + 1] : []));
  return [fullBox('stss', 0, 0, uint32(numbers.length, ...numbers))];
}

/** entry_count, then first_chunk, samples_per_chunk and sample_description_index where one of these changes. */
function chunkRuns(samples: readonly Sample[], chunks: readonly Chunk[]): Uint8Array {
  const entries: [number, number, number][] = [];
  chunks.forEach(({ first, end }, index) => {
    const { descriptionIndex } = samples[first]!;
    const last = entries.at(-1);
    if (last?.[1] === end - first && last[2] === descriptionIndex) return;
    entries.push([index + 1, end - first, descriptionIndex]);
  });
  return uint32(entries.length, ...entries.flat());
}

function sizeBox({ samples, compactBits = null }: TrackParts): Uint8Array {
  const sizes = samples.map(({ bytes }) => bytes.byteLength);
  const count = sizes.length;
  if (compactBits === null) {
    const isConstant = count > 1 && sizes.every((size) => size === sizes[0]);
    return fullBox('stsz', 0, 0, isConstant ? uint32(sizes[0]!, count) : uint32(0, count, ...sizes));
  }
  if (Math.max(...sizes) >= 2 ** compactBits) throw new Error(`a sample of ${Math.max(...sizes)} bytes`);
  const bits = sizes.map((size) => size.toString(2).padStart(compactBits, '0')).join('');
  const bytes = bits.match(/.{1,8}/g)!.map((each) => Number.parseInt(each.padEnd(8, '0'), 2));
  return fullBox('stz2', 0, 0, uint32(compactBits, count), concatenate([Uint8Array.from(bytes)]));
}
