import { concatenate } from './box-writer';

/** What a FLAC decoder is told beforehand. */
export interface FlacStream {
  readonly channels: number;
  readonly sampleRate: number;
  readonly bits: 8 | 16 | 24;
}

/** Of each frame; the last one before a gap may have fewer. */
export const blockInstants = 4096;

/** The content of a `dfLa` box but for version and flags: STREAMINFO, RFC 9639 section 8.2, and its header. */
export function streamInfo({ channels, sampleRate, bits }: FlacStream): Uint8Array {
  const bytes = new Uint8Array(4 + 34);
  const view = new DataView(bytes.buffer);
  // The last block of metadata, and of the first type.
  view.setUint32(0, 0x8000_0000 + 34);
  view.setUint16(4, 16);
  view.setUint16(6, blockInstants);
  // Sizes of frames, the number of instants and the checksum of all stay 0, which is "unknown".
  view.setUint32(14, sampleRate * 2 ** 12 + ((channels - 1) << 9) + ((bits - 1) << 4));
  return bytes;
}

/** The rate that such bytes tell; 0 where they are too short to. */
export const rateInStreamInfo = (view: DataView, start: number, endExclusive: number): number =>
  endExclusive - start < 18 ? 0 : view.getUint32(start + 14) >>> 12;

/** A rate as sample entries tell it: one too high for 16 bits is told by STREAMINFO alone, and there by a half or quarter that is not. */
export function rateInEntry(sampleRate: number): number {
  let rate = sampleRate;
  while (rate >= 2 ** 16) rate = Math.floor(rate / 2);
  return rate * 2 ** 16;
}

const verbatim = 0x02;
const constant = 0x00;
/** Code of sample size, section 9.1.4. */
const sizeCodes = { 8: 1, 16: 4, 24: 6 } as const;

/**
 * A FLAC frame, RFC 9639 section 9, that holds sound as it is: verbatim, or once where a channel stays the same.
 * @param first number of its first instant
 * @param valueAt gives whole numbers of the stream's bits
 */
export function writeFlacFrame(
  { channels, bits }: FlacStream,
  first: number,
  instants: number,
  valueAt: (instant: number, channel: number) => number,
): Uint8Array<ArrayBuffer> {
  const sampleBytes = bits / 8;
  const header = frameHeader(channels, bits, first, instants);
  const subframes = Array.from({ length: channels }, (_, channel) => {
    const value = valueAt(0, channel);
    let same = 1;
    while (same < instants && valueAt(same, channel) === value) same++;
    const count = same === instants ? 1 : instants;
    const bytes = new Uint8Array(1 + count * sampleBytes);
    bytes[0] = count === instants ? verbatim : constant;
    for (let instant = 0, at = 1; instant < count; instant++) {
      const each = valueAt(instant, channel);
      for (let shift = bits - 8; shift >= 0; shift -= 8) bytes[at++] = each >> shift;
    }
    return bytes;
  });
  const frame = concatenate([header, ...subframes, new Uint8Array(2)]);
  const view = new DataView(frame.buffer);
  view.setUint16(frame.byteLength - 2, crc(crc16, 16, frame.subarray(0, -2)));
  return frame;
}

/** Section 9.1: the rate is that of STREAMINFO, blocks vary in size, which is told in 16 bits. */
function frameHeader(
  channels: number,
  bits: FlacStream['bits'],
  first: number,
  instants: number,
): Uint8Array {
  const size = instants - 1;
  const codes = [0xff, 0xf9, 0x70, ((channels - 1) << 4) | (sizeCodes[bits] << 1)];
  const header = Uint8Array.from([...codes, ...codedNumber(first % 2 ** 36), size >> 8, size & 0xff, 0]);
  header[header.length - 1] = crc(crc8, 8, header.subarray(0, -1));
  return header;
}

/** Section 9.1.5: up to 36 bits, written as UTF-8 writes a character: as many ones as bytes, then six bits in each. */
function codedNumber(number: number): number[] {
  if (number < 0x80) return [number];
  let more = 1;
  while (number >= 2 ** (5 * more + 6)) more++;
  const sixBits = (place: number) => Math.floor(number / 64 ** place) % 64;
  const ones = (0xff00 >> (more + 1)) & 0xff;
  return [
    ones | sixBits(more),
    ...Array.from({ length: more }, (_, index) => 0x80 | sixBits(more - 1 - index)),
  ];
}

/** One byte after another, most significant bit first, beginning with 0: sections 9.1.8 and 9.3. */
function crc(table: Uint16Array, width: 8 | 16, bytes: Uint8Array): number {
  let sum = 0;
  for (const byte of bytes) sum = (table[(sum >> (width - 8)) ^ byte]! ^ (sum << 8)) & (2 ** width - 1);
  return sum;
}

const crcTable = (polynomial: number, width: 8 | 16): Uint16Array =>
  Uint16Array.from({ length: 256 }, (_, byte) => {
    let sum = byte << (width - 8);
    for (let bit = 0; bit < 8; bit++) sum = (sum << 1) ^ (sum & (1 << (width - 1)) ? polynomial : 0);
    return sum & (2 ** width - 1);
  });

const crc8 = crcTable(0x07, 8);
const crc16 = crcTable(0x8005, 16);
