import { FunnelError } from '../errors';
import { type Box, find, need, needBytes } from './box';
import type { Column } from './sample-table';

const samplesPerMark = 256;

/** How many samples a track has. @throws FunnelError `media/corrupt`. */
export const readSampleCount = (view: DataView, stbl: readonly Box[]): number =>
  new SampleSizes(view, stbl).count;

/** The size of every sample in bytes, from stsz or stz2: ISO/IEC 14496-12 section 8.7.3. Read in place. */
export class SampleSizes implements Column {
  readonly count: number;
  /** Size of every sample, or 0 where they differ. */
  readonly constantBytes: number;
  readonly #view: DataView;
  readonly #tableStart: number;
  readonly #bitsPerEntry: number;
  /** Bytes of all samples before each 256th one, as far as somebody asked. */
  readonly #marks: number[] = [0];

  /**
   * @param instantBytes of uncompressed sound: QuickTime says 1 for whatever it is, and leaves that to the sample entry
   * @throws FunnelError `media/corrupt` where the box is shorter than its table.
   */
  constructor(view: DataView, stbl: readonly Box[], instantBytes = 1) {
    const stz2 = find(stbl, 'stz2');
    const box = stz2 ?? need(stbl, 'stsz');
    needBytes(box, 12);
    const field = view.getUint32(box.contentStart + 4);
    this.#view = view;
    this.#tableStart = box.contentStart + 12;
    this.#bitsPerEntry = stz2 === undefined ? 32 : field & 0xff;
    this.count = view.getUint32(box.contentStart + 8);
    const constantBytes = field === 1 ? instantBytes : field;
    this.constantBytes = stz2 === undefined ? constantBytes : 0;
    if (![4, 8, 16, 32].includes(this.#bitsPerEntry)) {
      throw new FunnelError('media/corrupt', `stz2 field_size ${this.#bitsPerEntry}`);
    }
    const tableBits = 8 * (box.endExclusive - this.#tableStart);
    if (this.constantBytes === 0 && this.count * this.#bitsPerEntry > tableBits) {
      throw new FunnelError('media/corrupt', `${box.type} too short for ${this.count} samples`);
    }
  }

  at(sample: number): number {
    if (this.constantBytes > 0) return this.constantBytes;
    switch (this.#bitsPerEntry) {
      case 32:
        return this.#view.getUint32(this.#tableStart + 4 * sample);
      case 16:
        return this.#view.getUint16(this.#tableStart + 2 * sample);
      case 8:
        return this.#view.getUint8(this.#tableStart + sample);
      default: {
        const pair = this.#view.getUint8(this.#tableStart + (sample >> 1));
        return sample % 2 === 0 ? pair >> 4 : pair & 0xf;
      }
    }
  }

  /** Bytes of samples `[first, end)` together. A chunk may hold a whole film: long sums are kept. */
  sum(first: number, end: number): number {
    if (this.constantBytes > 0) return (end - first) * this.constantBytes;
    if (end - first <= 2 * samplesPerMark) return this.#add(first, end);
    return this.#before(end) - this.#before(first);
  }

  #before(sample: number): number {
    const mark = Math.floor(sample / samplesPerMark);
    for (let next = this.#marks.length; next <= mark; next++) {
      this.#marks.push(
        this.#marks[next - 1]! + this.#add((next - 1) * samplesPerMark, next * samplesPerMark),
      );
    }
    return this.#marks[mark]! + this.#add(mark * samplesPerMark, sample);
  }

  #add(first: number, end: number): number {
    let sum = 0;
    for (let sample = first; sample < end; sample++) sum += this.at(sample);
    return sum;
  }
}
