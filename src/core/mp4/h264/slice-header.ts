import { NalReader } from './nal-reader';
import type { ParameterSets } from './parameter-sets';

/** An order of a slice header to forget an earlier picture: memory_management_control_operation 1. */
export interface Unreference {
  /** Where its bits lie, those of operation and operand, each counted from the start of the bytes. */
  readonly bitPositions: readonly number[];
  /** How many reference pictures back: difference_of_pic_nums_minus1 + 1. */
  readonly picturesBack: number;
}

/** What the slice of a reference frame says of which pictures are kept. */
export interface Marking {
  readonly frameNum: number;
  /** Null where the oldest is forgotten when there is no more room. */
  readonly orders: readonly Unreference[] | null;
}

const isP = (sliceType: number) => sliceType % 5 === 0 || sliceType % 5 === 3;
const isB = (sliceType: number) => sliceType % 5 === 1;

/** A list has no more entries; each order one of at most as many pictures. */
const maxEntries = 32;

/**
 * The marking of a slice of a non-IDR reference frame: ITU-T H.264 sections 7.3.3 and 7.3.3.3.
 * @param start of the NAL unit
 * @throws RangeError where it is too short, makes no sense, or is of a field or of long-term references.
 */
export function readMarking(bytes: Uint8Array, start: number, sets: ParameterSets): Marking {
  const reader = new NalReader(bytes, start + 1);
  reader.unsigned();
  const sliceType = reader.unsigned();
  reader.unsigned();
  if (sets.hasColourPlanes) reader.bits(2);
  const frameNum = reader.bits(sets.frameNumBits);
  if (!sets.isFramesOnly && reader.bit()) throw new RangeError('a field');
  if (sets.pictureOrderType === 0) {
    reader.bits(sets.pictureOrderBits);
    if (sets.hasBottomPictureOrder) reader.signed();
  } else if (sets.pictureOrderType === 1 && !sets.hasDeltaAlwaysZero) {
    reader.signed();
    if (sets.hasBottomPictureOrder) reader.signed();
  }
  if (sets.hasRedundantPictures) reader.unsigned();
  if (isB(sliceType)) reader.bit();
  const listCount = isB(sliceType) ? 2 : isP(sliceType) ? 1 : 0;
  const references = sets.defaultReferences.slice(0, listCount);
  if (listCount > 0 && reader.bit()) {
    for (let list = 0; list < listCount; list++) references[list] = reader.unsigned() + 1;
  }
  for (let list = 0; list < listCount; list++) passModifications(reader);
  if ((sets.isWeighted && isP(sliceType)) || (sets.isBidirectionallyWeighted && isB(sliceType))) {
    passWeights(reader, references, sets.isMonochrome);
  }
  return { frameNum, orders: reader.bit() ? readOrders(reader) : null };
}

/** Section 7.3.3.1. */
function passModifications(reader: NalReader): void {
  if (!reader.bit()) return;
  for (let entries = 0; reader.unsigned() !== 3; entries++) {
    if (entries > maxEntries) throw new RangeError('reference list without end');
    reader.unsigned();
  }
}

/** Section 7.3.3.2. */
function passWeights(reader: NalReader, references: readonly number[], isMonochrome: boolean): void {
  reader.unsigned();
  if (!isMonochrome) reader.unsigned();
  for (const count of references) {
    if (count > maxEntries) throw new RangeError(`${count} reference pictures`);
    for (let entry = 0; entry < count; entry++) {
      for (const values of isMonochrome ? [2] : [2, 4]) {
        if (!reader.bit()) continue;
        for (let each = 0; each < values; each++) reader.signed();
      }
    }
  }
}

/** Section 7.3.3.3, adaptive_ref_pic_marking_mode_flag 1. */
function readOrders(reader: NalReader): Unreference[] {
  const found: Unreference[] = [];
  for (let left = maxEntries; left > 0; left--) {
    reader.read = [];
    const operation = reader.unsigned();
    if (operation === 0) return found;
    if (operation !== 1) throw new RangeError(`memory management ${operation}`);
    const picturesBack = reader.unsigned() + 1;
    found.push({ bitPositions: reader.read, picturesBack });
  }
  throw new RangeError('orders without end');
}
