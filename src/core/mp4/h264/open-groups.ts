import type { SampleEntry } from '../sample-entry';
import { type ParameterSets, parameterSetsOf } from './parameter-sets';
import { readMarking, type Unreference } from './slice-header';

const idrSlice = 5;
const nonIdrSlice = 1;
/** So many reference pictures later a decoder has forgotten all before: the most that its buffer holds. */
const watchedReferences = 16;

/** A sample on its way to the decoder. */
export interface CodedPicture {
  /** From 1. */
  readonly descriptionIndex: number;
  readonly isSync: boolean;
  readonly presentationTicks: number;
}

/** What a decoder that began at a recovery point holds. */
interface Progress {
  /** Whether nothing comes before the recovery point. */
  readonly isStart: boolean;
  /** Reference pictures since the recovery point, itself counted in. */
  readonly count: number;
  /** Those that it keeps, by their number from there; negative where it made them up. In ascending order. */
  readonly held: readonly number[];
}

/**
 * Lets H.264 be decoded from recovery points that are no IDR pictures. Pictures after one do not need those before it, but
 * may order the decoder to forget one of them. Whoever begins at the recovery point has none; decoders make up as many as
 * their buffer holds, and where an order is about another still, Chromium's ends in an error. Such an order is made
 * one that does nothing (memory_management_control_operation 4, of as many bits). Where the decoder has the picture after
 * all, it forgets it a little later, as its oldest.
 */
export class OpenGroups {
  readonly #sets: readonly (ParameterSets | null)[];
  /** To be set back before samples are mended anew. Null where there is nothing to mend, 'none' before the first sample. */
  progress: Progress | null | 'none' = 'none';

  /** @param sets by sample entry */
  constructor(sets: readonly (ParameterSets | null)[]) {
    this.#sets = sets;
  }

  /**
   * Mends a sample in place. They come in decoding order, from a sync sample on.
   * @param bytes of it alone
   * @param descriptionIndex from 1
   */
  mend(bytes: Uint8Array, isSync: boolean, descriptionIndex: number): void {
    const sets = this.#sets[descriptionIndex - 1];
    if (isSync) this.progress = { isStart: this.progress === 'none', count: 0, held: [] };
    if (!sets || !this.progress || this.progress === 'none') return;
    try {
      this.progress = mendSlices(bytes, sets, this.progress);
    } catch (thrown) {
      // Whatever it is, a decoder may know better.
      if (!(thrown instanceof RangeError)) throw thrown;
      this.progress = null;
    }
  }
}

function mendSlices(bytes: Uint8Array, sets: ParameterSets, progress: Progress): Progress | null {
  let after = progress;
  for (const start of nalUnits(bytes, sets.lengthBytes)) {
    const type = bytes[start]! & 0x1f;
    if (type === idrSlice) return null;
    if (type !== nonIdrSlice || (bytes[start]! & 0x60) === 0) continue;
    const { frameNum, orders } = readMarking(bytes, start, sets);
    const { count } = progress;
    const held = count === 0 ? madeUp(Math.min(frameNum, sets.maxReferences)) : progress.held;
    const numberOf = ({ picturesBack }: Unreference) => count - picturesBack;
    const vain = (orders ?? []).filter((order) => !held.includes(numberOf(order)));
    // To a decoder that has pictures from before, one that stays makes room for this one.
    if (progress.isStart || vain.length < (orders?.length ?? 0))
      for (const order of vain) annul(bytes, order);
    const forgotten = orders?.map(numberOf) ?? (held.length < sets.maxReferences ? [] : held.slice(0, 1));
    after = {
      ...progress,
      count: count + 1,
      held: [...held.filter((each) => !forgotten.includes(each)), count],
    };
  }
  // What came before the recovery point is forgotten by now, as no buffer holds more.
  return after.count < watchedReferences ? after : null;
}

const madeUp = (count: number) => Array.from({ length: count }, (_, index) => index - count);

/** Null where no track of such sample entries needs it. */
export function openGroupsOf(sampleEntries: readonly SampleEntry[]): (() => OpenGroups) | null {
  const sets = sampleEntries.map(parameterSetsOf);
  return sets.some((each) => each !== null) ? () => new OpenGroups(sets) : null;
}

function* nalUnits(bytes: Uint8Array, lengthBytes: number): Generator<number> {
  for (let position = 0; position + lengthBytes < bytes.length; ) {
    let length = 0;
    for (let each = 0; each < lengthBytes; each++) length = 256 * length + bytes[position + each]!;
    yield position + lengthBytes;
    position += lengthBytes + length;
  }
}

/** `ue(1)` and an operand of n bits become `ue(4)` and one of n - 2: 00101, and 1, 010, 00100 … */
function annul(bytes: Uint8Array, { bitPositions }: Unreference): void {
  const first = bitPositions[0]! >> 3;
  const last = bitPositions.at(-1)! >> 3;
  const before = bytes.slice(first, last + 1);
  const operandBits = bitPositions.length - 5;
  // The picture right before: nobody orders that to be forgotten who has none.
  if (operandBits < 1) return;
  bitPositions.forEach((position, index) => {
    const isSet = index === 2 || index === 4 || index === 5 + (operandBits - 1) / 2;
    const mask = 0x80 >> (position & 7);
    if (isSet) bytes[position >> 3]! |= mask;
    else bytes[position >> 3]! &= ~mask;
  });
  if (looksEscaped(bytes, first - 2, last + 2)) bytes.set(before, first);
}

/** Whether two bytes of 0 and one of at most 3 follow each other there: an emulation prevention byte, or what wants one. */
function looksEscaped(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = Math.max(0, start); at <= end && at + 2 < bytes.length; at++) {
    if (bytes[at] === 0 && bytes[at + 1] === 0 && bytes[at + 2]! <= 3) return true;
  }
  return false;
}
