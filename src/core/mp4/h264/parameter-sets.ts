import { find, viewOf } from '../box';
import { pictureBoxes, type SampleEntry } from '../sample-entry';
import { NalReader } from './nal-reader';

/** What slice headers cannot be read without, from the parameter sets of an avcC. */
export interface ParameterSets {
  /** Bytes of the length before each NAL unit. */
  readonly lengthBytes: number;
  readonly hasColourPlanes: boolean;
  readonly isMonochrome: boolean;
  readonly frameNumBits: number;
  readonly pictureOrderType: number;
  readonly pictureOrderBits: number;
  readonly hasDeltaAlwaysZero: boolean;
  /** max_num_ref_frames: what a decoder's buffer holds. */
  readonly maxReferences: number;
  readonly isFramesOnly: boolean;
  readonly hasBottomPictureOrder: boolean;
  readonly defaultReferences: readonly [l0: number, l1: number];
  readonly isWeighted: boolean;
  readonly isBidirectionallyWeighted: boolean;
  readonly hasRedundantPictures: boolean;
}

/** Profiles whose sequence parameter sets tell of chroma: ITU-T H.264 section 7.3.2.1.1. */
const chromaProfiles = new Set([100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135]);

/**
 * The parameter sets of a sample entry with an avcC of one of each: ISO/IEC 14496-15 section 5.3.3.1. Null where there
 * are more, or none, or what nobody makes any more.
 */
export function parameterSetsOf({ format, bytes }: SampleEntry): ParameterSets | null {
  if (format !== 'avc1') return null;
  const avcC = find(pictureBoxes(bytes), 'avcC');
  if (avcC === undefined) return null;
  const config = bytes.subarray(avcC.contentStart, avcC.endExclusive);
  try {
    const spsBytes = viewOf(config).getUint16(6);
    const ppsAt = 8 + spsBytes;
    if ((config[5]! & 0x1f) !== 1 || config[ppsAt] !== 1) return null;
    const sps = config.subarray(8, ppsAt);
    const pps = config.subarray(ppsAt + 3, ppsAt + 3 + viewOf(config).getUint16(ppsAt + 1));
    const picture = readPictureParameters(pps);
    return (
      picture && {
        lengthBytes: (config[4]! & 3) + 1,
        ...readSequenceParameters(new NalReader(sps, 1)),
        ...picture,
      }
    );
  } catch (thrown) {
    if (thrown instanceof RangeError) return null;
    throw thrown;
  }
}

/**
 * Whether a sequence parameter set says how its colours are coded, or that they are of the full range: section E.1.1.
 * @throws RangeError where it is too short
 */
export function tellsColour(sps: Uint8Array): boolean {
  const reader = new NalReader(sps, 1);
  if (!readSequenceParameters(reader).isFramesOnly) reader.bit();
  reader.bit();
  if (reader.bit()) for (let edges = 4; edges > 0; edges--) reader.unsigned();
  const hasVui = reader.bit();
  if (!hasVui) return false;
  const extendedAspect = 255;
  if (reader.bit() && reader.bits(8) === extendedAspect) reader.bits(32);
  if (reader.bit()) reader.bit();
  const hasSignalType = reader.bit();
  if (!hasSignalType) return false;
  reader.bits(3);
  const isFullRange = reader.bit();
  const isDescribed = reader.bit();
  if (isFullRange || !isDescribed) return isFullRange === 1;
  // Primaries and transfer come first.
  reader.bits(16);
  const unspecified = 2;
  return reader.bits(8) !== unspecified;
}

/** Section 7.3.2.1.1, as far as `frame_mbs_only_flag`. */
function readSequenceParameters(reader: NalReader) {
  const profile = reader.bits(8);
  reader.bits(16);
  reader.unsigned();
  let chromaFormat = 1;
  let hasColourPlanes = false;
  if (chromaProfiles.has(profile)) {
    chromaFormat = reader.unsigned();
    if (chromaFormat === 3) hasColourPlanes = reader.bit() === 1;
    reader.unsigned();
    reader.unsigned();
    reader.bit();
    if (reader.bit()) passScalingLists(reader, chromaFormat === 3 ? 12 : 8);
  }
  const frameNumBits = reader.unsigned() + 4;
  const pictureOrderType = reader.unsigned();
  let pictureOrderBits = 0;
  let hasDeltaAlwaysZero = false;
  if (pictureOrderType === 0) pictureOrderBits = reader.unsigned() + 4;
  else if (pictureOrderType === 1) {
    hasDeltaAlwaysZero = reader.bit() === 1;
    reader.signed();
    reader.signed();
    for (let left = reader.unsigned(); left > 0; left--) reader.signed();
  }
  const maxReferences = reader.unsigned();
  reader.bit();
  reader.unsigned();
  reader.unsigned();
  return {
    maxReferences,
    hasColourPlanes,
    isMonochrome: chromaFormat === 0 || hasColourPlanes,
    frameNumBits,
    pictureOrderType,
    pictureOrderBits,
    hasDeltaAlwaysZero,
    isFramesOnly: reader.bit() === 1,
  };
}

/** Section 7.3.2.1.1.1. */
function passScalingLists(reader: NalReader, count: number): void {
  for (let list = 0; list < count; list++) {
    if (!reader.bit()) continue;
    let next = 8;
    let last = 8;
    for (let left = list < 6 ? 16 : 64; left > 0; left--) {
      if (next !== 0) next = (last + reader.signed() + 256) % 256;
      if (next !== 0) last = next;
    }
  }
}

/** Section 7.3.2.2. Slice groups are of a profile that no browser plays. */
function readPictureParameters(pps: Uint8Array) {
  const reader = new NalReader(pps, 1);
  reader.unsigned();
  reader.unsigned();
  reader.bit();
  const hasBottomPictureOrder = reader.bit() === 1;
  if (reader.unsigned() > 0) return null;
  const defaultReferences = [reader.unsigned() + 1, reader.unsigned() + 1] as const;
  const isWeighted = reader.bit() === 1;
  const isBidirectionallyWeighted = reader.bits(2) === 1;
  reader.signed();
  reader.signed();
  reader.signed();
  reader.bits(2);
  const hasRedundantPictures = reader.bit() === 1;
  return {
    hasBottomPictureOrder,
    defaultReferences,
    isWeighted,
    isBidirectionallyWeighted,
    hasRedundantPictures,
  };
}
