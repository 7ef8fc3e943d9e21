import { viewOf } from './box';

/** What Opus is always decoded to. */
const sampleRate = 48_000;
/** No sound that was ever encoded had more. */
const maxInputRate = 768_000;

/**
 * A `dOps` box ("Encapsulation of Opus in ISO Base Media File Format", section 4.3.2) that agrees with its sample entry:
 * Chromium takes no other. The rate of the sound before it was encoded says nothing about the sound there is; and
 * GStreamer writes all numbers with their last byte first, as Ogg does.
 * @param dOps the whole box
 * @param fields of the sample entry, which are made to agree too
 */
export function agreedOpus(dOps: Uint8Array, fields: DataView): Uint8Array {
  const bytes = dOps.slice();
  const [header, minBytes] = [8, 11];
  if (bytes.byteLength < header + minBytes) return bytes;
  const view = viewOf(bytes);
  const [preSkip, inputRate, gain] = [header + 2, header + 4, header + 8];
  const isReversed =
    view.getUint32(inputRate) > maxInputRate && view.getUint32(inputRate, true) <= maxInputRate;
  if (isReversed) {
    view.setUint16(preSkip, view.getUint16(preSkip, true));
    view.setUint16(gain, view.getUint16(gain, true));
  }
  view.setUint32(inputRate, sampleRate);
  fields.setUint16(16, view.getUint8(header + 1));
  fields.setUint32(24, sampleRate * 2 ** 16);
  return bytes;
}
