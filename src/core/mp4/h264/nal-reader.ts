import { BitReader } from '../bit-reader';

/** Reads a NAL unit bit by bit, emulation prevention bytes passed over: ITU-T H.264 sections 7.3.1 and 9.1. */
export class NalReader extends BitReader {
  #zeroBytes = 0;
  /** Where each bit that was read lies in the bytes, counted in bits, since somebody emptied it. */
  read: number[] = [];

  override bit(): 0 | 1 {
    this.#passPrevention();
    const at = this.position;
    const bit = super.bit();
    this.read.push(at);
    if ((this.position & 7) === 0) this.#zeroBytes = this.bytes[at >> 3] === 0 ? this.#zeroBytes + 1 : 0;
    return bit;
  }

  /** ue(v). @throws RangeError where it has more than 32 bits. */
  unsigned(): number {
    let zeros = 0;
    while (this.bit() === 0) {
      if (++zeros > 31) throw new RangeError('Exp-Golomb code too long');
    }
    return 2 ** zeros - 1 + this.bits(zeros);
  }

  /** se(v). */
  signed(): number {
    const code = this.unsigned();
    return code % 2 === 0 ? -code / 2 : (code + 1) / 2;
  }

  #passPrevention(): void {
    if ((this.position & 7) !== 0 || this.#zeroBytes < 2) return;
    if (this.bytes[this.position >> 3] === 3) this.position += 8;
    this.#zeroBytes = 0;
  }
}
