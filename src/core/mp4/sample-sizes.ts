import { FunnelError } from '../errors';
import { type Box, find, need, needBytes } from './box';

/** What stsz or stz2 says before its table: ISO/IEC 14496-12 section 8.7.3. */
interface SizeHeader {
  readonly count: number;
  /** Size of every sample, or 0 where a table gives each. */
  readonly constantBytes: number;
  readonly bitsPerEntry: number;
  readonly tableStart: number;
}

function readHeader(view: DataView, stbl: readonly Box[]): SizeHeader {
  const stz2 = find(stbl, 'stz2');
  const box = stz2 ?? need(stbl, 'stsz');
  needBytes(box, 12);
  const field = view.getUint32(box.contentStart + 4);
  const count = view.getUint32(box.contentStart + 8);
  const tableStart = box.contentStart + 12;
  const bitsPerEntry = stz2 === undefined ? 32 : field & 0xff;
  const constantBytes = stz2 === undefined ? field : 0;
  if (![4, 8, 16, 32].includes(bitsPerEntry)) {
    throw new FunnelError('media/corrupt', `stz2 field_size ${bitsPerEntry}`);
  }
  if (constantBytes === 0 && count * bitsPerEntry > 8 * (box.endExclusive - tableStart)) {
    throw new FunnelError('media/corrupt', `${box.type} too short for ${count} samples`);
  }
  return { count, constantBytes, bitsPerEntry, tableStart };
}

/** How many samples a track has, nothing allocated. @throws FunnelError `media/corrupt`. */
export const readSampleCount = (view: DataView, stbl: readonly Box[]): number => readHeader(view, stbl).count;

/** The one size of all samples in bytes, or 0 where they differ. @throws FunnelError `media/corrupt`. */
export const readConstantSize = (view: DataView, stbl: readonly Box[]): number =>
  readHeader(view, stbl).constantBytes;

/**
 * The size of every sample in bytes.
 * @throws FunnelError `media/corrupt` where the box is shorter than its table, `media/limit` above `maxSamples`.
 */
export function readSampleSizes(view: DataView, stbl: readonly Box[], maxSamples: number): Uint32Array {
  const { count, constantBytes, bitsPerEntry, tableStart } = readHeader(view, stbl);
  if (count === 0) throw new FunnelError('media/corrupt', 'no samples');
  if (count > maxSamples) throw new FunnelError('media/limit', `${count} samples`);
  const sizes = new Uint32Array(count);
  if (constantBytes > 0) return sizes.fill(constantBytes);
  for (let sample = 0; sample < count; sample++) {
    sizes[sample] = entryAt(view, tableStart, bitsPerEntry, sample);
  }
  return sizes;
}

function entryAt(view: DataView, start: number, bits: number, index: number): number {
  if (bits === 32) return view.getUint32(start + 4 * index);
  if (bits === 16) return view.getUint16(start + 2 * index);
  if (bits === 8) return view.getUint8(start + index);
  const pair = view.getUint8(start + (index >> 1));
  return index % 2 === 0 ? pair >> 4 : pair & 0xf;
}
