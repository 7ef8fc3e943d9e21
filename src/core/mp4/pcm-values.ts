import type { Pcm } from './pcm';

/** Of a value in FLAC: what a decoder gives away as floating-point numbers holds no more than 24. */
export const flacBits = ({ encoding, bytes }: Pcm): 8 | 16 | 24 => {
  if (encoding === 'a-law' || encoding === 'mu-law') return 16;
  return bytes === 1 ? 8 : bytes === 2 ? 16 : 24;
};

/** Reads the value at a position, as a whole number of `flacBits`. */
export function valueReader(pcm: Pcm, bytes: Uint8Array): (position: number) => number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const { encoding, isLittleEndian: isLittle } = pcm;
  if (encoding === 'a-law') return (at) => fromALaw(view.getUint8(at));
  if (encoding === 'mu-law') return (at) => fromMuLaw(view.getUint8(at));
  if (encoding === 'float') {
    const loudest = 2 ** 23 - 1;
    return (at) => Math.max(-loudest, Math.min(loudest, Math.round(view.getFloat32(at, isLittle) * 2 ** 23)));
  }
  const signed = signedReader(view, pcm);
  if (encoding === 'signed') return signed;
  const half = 2 ** (flacBits(pcm) - 1);
  return (at) => (signed(at) < 0 ? signed(at) + half : signed(at) - half);
}

function signedReader(
  view: DataView,
  { bytes, isLittleEndian: isLittle }: Pcm,
): (position: number) => number {
  switch (bytes) {
    case 1:
      return (at) => view.getInt8(at);
    case 2:
      return (at) => view.getInt16(at, isLittle);
    case 3: {
      const [high, low] = isLittle ? [2, 0] : [0, 2];
      return (at) => (view.getInt8(at + high) << 16) | (view.getUint8(at + 1) << 8) | view.getUint8(at + low);
    }
    case 4:
      return (at) => view.getInt32(at, isLittle) >> 8;
  }
}

/** ITU-T G.711 section 3.1, as 16 bits: a sign (1 is positive), three bits of exponent, four of mantissa, the even ones inverted. */
function fromALaw(code: number): number {
  const bits = code ^ 0x55;
  const exponent = (bits >> 4) & 7;
  const mantissa = ((bits & 15) << 4) + 8;
  const size = exponent === 0 ? mantissa : (mantissa + 0x100) << (exponent - 1);
  return bits & 0x80 ? size : -size;
}

/** Section 3.2: all bits inverted, and 33 added before the exponent was taken. */
function fromMuLaw(code: number): number {
  const bits = ~code;
  const size = ((((bits & 15) << 3) + 0x84) << ((bits >> 4) & 7)) - 0x84;
  return bits & 0x80 ? -size : size;
}
