import { FunnelError } from '../../errors';
import { type Box, needBytes } from '../box';

/** What a trun leaves out: from tfhd, or else from trex. */
export interface SampleDefaults {
  readonly descriptionIndex: number;
  readonly durationTicks: number;
  readonly byteCount: number;
  readonly flags: number;
}

/** A trun: ISO/IEC 14496-12 section 8.8.8. Its fields are read sample by sample, nothing is allocated by its count. */
export interface TrackRun {
  readonly sampleCount: number;
  /** From the base data offset; null where the run follows the one before it. */
  readonly dataOffset: number | null;
  sample(index: number): RunSample;
}

export interface RunSample {
  readonly durationTicks: number;
  readonly byteCount: number;
  readonly isSync: boolean;
  readonly compositionOffset: number;
}

const dataOffsetPresent = 0x000001;
const firstSampleFlagsPresent = 0x000004;
/** Fields of a sample in the order they are stored. */
const durationPresent = 0x000100;
const sizePresent = 0x000200;
const flagsPresent = 0x000400;
const compositionOffsetPresent = 0x000800;

/** Of sample_flags, section 8.8.3.1. */
const isNonSync = 0x00010000;

/** No fragment holds more; a run of samples that are all alike has no table to check its count against. */
const maxSamples = 2 ** 20;

/** @throws FunnelError `media/corrupt` where the box is shorter than its table, `media/limit` for too many samples. */
export function readTrackRun(view: DataView, trun: Box, defaults: SampleDefaults): TrackRun {
  needBytes(trun, 8);
  const flags = view.getUint32(trun.contentStart) & 0xffffff;
  const has = (flag: number) => (flags & flag) !== 0;
  const sampleCount = view.getUint32(trun.contentStart + 4);
  let position = trun.contentStart + 8;
  const nextField = () => {
    needBytes(trun, position + 4 - trun.contentStart);
    position += 4;
    return position - 4;
  };
  const dataOffset = has(dataOffsetPresent) ? view.getInt32(nextField()) : null;
  const firstFlags = has(firstSampleFlagsPresent) ? view.getUint32(nextField()) : null;
  const start = position;
  let entryBytes = 0;
  const fieldAt = (flag: number) => {
    if (!has(flag)) return -1;
    entryBytes += 4;
    return entryBytes - 4;
  };
  const durationAt = fieldAt(durationPresent);
  const sizeAt = fieldAt(sizePresent);
  const flagsAt = fieldAt(flagsPresent);
  const offsetAt = fieldAt(compositionOffsetPresent);
  if (sampleCount * entryBytes > trun.endExclusive - start) {
    throw new FunnelError('media/corrupt', `trun too short for ${sampleCount} samples`);
  }
  if (sampleCount > maxSamples) throw new FunnelError('media/limit', `trun of ${sampleCount} samples`);
  const flagsOf = (index: number, entry: number) => {
    if (index === 0 && firstFlags !== null) return firstFlags;
    return flagsAt < 0 ? defaults.flags : view.getUint32(entry + flagsAt);
  };
  return {
    sampleCount,
    dataOffset,
    sample: (index) => {
      const entry = start + index * entryBytes;
      return {
        durationTicks: durationAt < 0 ? defaults.durationTicks : view.getUint32(entry + durationAt),
        byteCount: sizeAt < 0 ? defaults.byteCount : view.getUint32(entry + sizeAt),
        isSync: (flagsOf(index, entry) & isNonSync) === 0,
        // Signed in version 0 too, as in ctts: no honest one reaches 2^31.
        compositionOffset: offsetAt < 0 ? 0 : view.getInt32(entry + offsetAt),
      };
    },
  };
}
