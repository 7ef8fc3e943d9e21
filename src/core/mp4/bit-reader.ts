/** Reads numbers of any number of bits, the highest first. */
export class BitReader {
  protected readonly bytes: Uint8Array;
  /** Of the next bit in the bytes as they are. */
  protected position: number;

  /** @param start the first byte to read from */
  constructor(bytes: Uint8Array, start = 0) {
    this.bytes = bytes;
    this.position = 8 * start;
  }

  /** @throws RangeError at the end. */
  bit(): 0 | 1 {
    const byte = this.bytes[this.position >> 3];
    if (byte === undefined) throw new RangeError('too few bits');
    const bit = ((byte >> (7 - (this.position & 7))) & 1) as 0 | 1;
    this.position++;
    return bit;
  }

  bits(count: number): number {
    let value = 0;
    for (let each = 0; each < count; each++) value = 2 * value + this.bit();
    return value;
  }
}
