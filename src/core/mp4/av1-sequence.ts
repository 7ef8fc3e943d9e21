// The sequence header that an av1C ends with: AV1 Bitstream Specification, sections 5.3 and 5.5.

import { BitReader } from './bit-reader';
import { box } from './box-writer';

const sequenceHeaderType = 1;
const unspecified = 2;

/** What an av1C begins with: marker and version. */
const av1CStart = 0x81;

/**
 * An av1C as it is, or where it says nothing, one that says the usual: main profile, level 5.1, 8 bits. Decoders
 * go by the stream, but browsers look here first; GStreamer 1.22 leaves it empty.
 * @param av1C the whole box
 */
export const readableAv1C = (av1C: Uint8Array): Uint8Array =>
  av1C[8] === av1CStart ? av1C : box('av1C', Uint8Array.of(av1CStart, 0x0d, 0x0c, 0));

/**
 * Whether it says how colours are coded, or that they are of the full range.
 * @param obu the sequence header from its obu_header on
 * @throws RangeError where it is too short
 */
export function sequenceTellsColour(obu: Uint8Array): boolean {
  const reader = new BitReader(obu);
  const bits = (count: number) => reader.bits(count);
  const flag = () => bits(1) === 1;
  // obu_header, and the size where it has one.
  bits(1);
  if (bits(4) !== sequenceHeaderType) return true;
  const [hasExtension, hasSize] = [flag(), flag()];
  bits(hasExtension ? 9 : 1);
  if (hasSize) while (bits(8) >= 128);
  const profile = bits(3);
  bits(1);
  const isReduced = flag();
  if (isReduced) bits(5);
  else passOperatingPoints(bits);
  const [widthBits, heightBits] = [bits(4) + 1, bits(4) + 1];
  bits(widthBits);
  bits(heightBits);
  if (!isReduced && flag()) bits(7);
  bits(3);
  if (!isReduced) passTools(bits);
  bits(3);
  const isDeep = flag();
  if (profile === 2 && isDeep) bits(1);
  const isGrey = profile !== 1 && flag();
  const isDescribed = flag();
  if (isDescribed) bits(16);
  const matrix = isDescribed ? bits(8) : unspecified;
  return isGrey || matrix !== unspecified || flag();
}

function passOperatingPoints(bits: (count: number) => number): void {
  let delayBits = 0;
  if (bits(1)) {
    bits(32);
    bits(32);
    // num_ticks_per_picture_minus_1, a uvlc.
    if (bits(1)) {
      let zeros = 0;
      while (!bits(1)) zeros++;
      bits(zeros);
    }
    if (bits(1)) {
      delayBits = bits(5) + 1;
      bits(42);
    }
  }
  const hasDelays = bits(1);
  for (let left = bits(5) + 1; left > 0; left--) {
    bits(12);
    if (bits(5) > 7) bits(1);
    if (delayBits > 0 && bits(1)) bits(2 * delayBits + 1);
    if (hasDelays && bits(1)) bits(4);
  }
}

function passTools(bits: (count: number) => number): void {
  bits(4);
  const hasOrderHints = bits(1);
  if (hasOrderHints) bits(2);
  const screenTools = bits(1) ? 2 : bits(1);
  if (screenTools > 0 && !bits(1)) bits(1);
  if (hasOrderHints) bits(3);
}
