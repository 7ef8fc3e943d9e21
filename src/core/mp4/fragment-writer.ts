import { type ByteRange, byteLength } from '../bytes/range';
import { FunnelError } from '../errors';
import { lowest } from '../lowest';
import type { OpenGroups } from './h264/open-groups';
import { type SamplePace, samplePace } from './sample-pace';
import { presentationTicks, type Timeline } from './timeline';

/** Samples `[firstSample, endSample)` of a track, which share a sample entry. */
export interface FragmentSamples {
  readonly trackId: number;
  readonly timeline: Timeline;
  readonly firstSample: number;
  readonly endSample: number;
  /** From 1. */
  readonly descriptionIndex: number;
  /** Their bytes in decoding order, adjacent ones merged: the content of the mdat. */
  readonly runs: readonly ByteRange[];
  readonly openGroups: OpenGroups | null;
}

/** Makes a fragment of samples, in any shape. @param read gives exactly the bytes of a range. */
export type FragmentWriter = (
  samples: FragmentSamples,
  read: (range: ByteRange) => Uint8Array,
) => Uint8Array<ArrayBuffer>;

// ISO/IEC 14496-12 section 8.8.3.1: sample_depends_on 2 (on none) for a sync sample, 1 and non-sync for the others.
const syncSampleFlags = 0x02000000;
const nonSyncSampleFlags = 0x01010000;
// Section 8.8.7.1 (tfhd) and 8.8.8.1 (trun).
const defaultBaseIsMoof = 0x020000;
const sampleDescriptionIndexPresent = 0x000002;
const defaultSampleFlagsPresent = 0x000020;
const dataOffsetPresent = 0x000001;
const sampleDurationPresent = 0x000100;
const sampleSizePresent = 0x000200;
const sampleFlagsPresent = 0x000400;
const sampleCompositionTimeOffsetsPresent = 0x000800;

const mfhdBytes = 16;
const tfhdBytes = 24;
const tfdtBytes = 20;
const trunHeaderBytes = 20;

/**
 * One moof + mdat: sections 8.8.4 to 8.8.12, in a single allocation.
 * @param read gives exactly the bytes of a range.
 * @throws FunnelError `internal/bug` where `read` gives more or fewer.
 */
export function writeFragment(
  samples: FragmentSamples,
  read: (range: ByteRange) => Uint8Array,
): Uint8Array<ArrayBuffer> {
  const { table } = samples.timeline;
  const hasFlags = table.syncSamples !== null;
  const { compositionShiftTicks, moved } = samples.timeline;
  const hasOffsets = table.compositionOffsets !== null || compositionShiftTicks !== 0 || moved.size > 0;
  const pace = samplePace(samples.timeline, samples);
  const entryBytes = 8 + (hasFlags ? 4 : 0) + (hasOffsets ? 4 : 0);
  const trunBytes = trunHeaderBytes + (samples.endSample - samples.firstSample) * entryBytes;
  const trafBytes = 8 + tfhdBytes + tfdtBytes + trunBytes;
  const moofBytes = 8 + mfhdBytes + trafBytes;
  const mdatBytes = 8 + samples.runs.reduce((sum, run) => sum + byteLength(run), 0);
  const bytes = new Uint8Array(moofBytes + mdatBytes);
  const view = new DataView(bytes.buffer);
  let position = 0;
  const put = (...values: number[]) => {
    for (const value of values) {
      view.setUint32(position, value);
      position += 4;
    }
  };

  put(moofBytes, code('moof'));
  // Sample numbers make sequence numbers that rise along a cursor and need no counter.
  put(mfhdBytes, code('mfhd'), 0, samples.firstSample + 1);
  put(trafBytes, code('traf'));
  put(tfhdBytes, code('tfhd'));
  put(defaultBaseIsMoof | sampleDescriptionIndexPresent | defaultSampleFlagsPresent, samples.trackId);
  put(samples.descriptionIndex, syncSampleFlags);
  put(tfdtBytes, code('tfdt'), 0x01000000, Math.floor(pace.startTicks / 2 ** 32), pace.startTicks % 2 ** 32);
  const flags =
    dataOffsetPresent |
    sampleDurationPresent |
    sampleSizePresent |
    (hasFlags ? sampleFlagsPresent : 0) |
    (hasOffsets ? sampleCompositionTimeOffsetsPresent : 0);
  // Version 1, or negative composition offsets would come out as huge ones.
  put(trunBytes, code('trun'), 0x01000000 | flags, samples.endSample - samples.firstSample, moofBytes + 8);
  writeEntries(samples, pace, view, position, hasOffsets);
  position = moofBytes;
  put(mdatBytes, code('mdat'));
  for (const run of samples.runs) {
    const content = read(run);
    if (content.byteLength !== byteLength(run)) {
      throw new FunnelError('internal/bug', `${content.byteLength} bytes read of ${byteLength(run)}`);
    }
    bytes.set(content, position);
    position += content.byteLength;
  }
  if (samples.openGroups && hasFlags) mendSamples(samples, samples.openGroups, bytes.subarray(moofBytes + 8));
  return bytes;
}

/** @param content of the mdat */
function mendSamples(
  { timeline, firstSample, endSample, descriptionIndex }: FragmentSamples,
  openGroups: OpenGroups,
  content: Uint8Array,
): void {
  const { byteCounts } = timeline.table;
  const syncSamples = timeline.table.syncSamples!;
  let nextSync = firstAtLeast(syncSamples, firstSample);
  let start = 0;
  for (let sample = firstSample; sample < endSample; sample++) {
    const isSync = syncSamples[nextSync] === sample;
    if (isSync) nextSync++;
    const end = start + byteCounts.at(sample)!;
    openGroups.mend(content.subarray(start, end), isSync, descriptionIndex);
    start = end;
  }
}

function writeEntries(
  samples: FragmentSamples,
  { startTicks, durations }: SamplePace,
  view: DataView,
  start: number,
  hasOffsets: boolean,
): void {
  const { timeline } = samples;
  let decodedTicks = startTicks;
  const { table } = timeline;
  let nextSync = table.syncSamples === null ? 0 : firstAtLeast(table.syncSamples, samples.firstSample);
  let position = start;
  for (let sample = samples.firstSample; sample < samples.endSample; sample++) {
    const duration = durations[sample - samples.firstSample]!;
    view.setUint32(position, duration);
    view.setUint32(position + 4, table.byteCounts.at(sample)!);
    position += 8;
    if (table.syncSamples !== null) {
      const isSync = table.syncSamples[nextSync] === sample;
      if (isSync) nextSync++;
      view.setUint32(position, isSync ? syncSampleFlags : nonSyncSampleFlags);
      position += 4;
    }
    if (hasOffsets) {
      view.setInt32(position, presentationTicks(timeline, sample) - decodedTicks);
      position += 4;
    }
    decodedTicks += duration;
  }
}

/** Index of the first entry that is `value` or more, in an ascending array. */
export const firstAtLeast = (ascending: Uint32Array, value: number): number =>
  lowest(ascending.length, (index) => ascending[index]! >= value);

const code = (type: string): number =>
  type.charCodeAt(0) * 2 ** 24 +
  type.charCodeAt(1) * 2 ** 16 +
  type.charCodeAt(2) * 2 ** 8 +
  type.charCodeAt(3);
