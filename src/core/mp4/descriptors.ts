import { FunnelError } from '../errors';

/** What the descriptors of an esds say the samples are; 0 where they do not. */
export interface DecoderConfig {
  /** ISO/IEC 14496-1 section 7.2.6.6. */
  readonly objectTypeIndication: number;
  /** What AudioSpecificConfig begins with, ISO/IEC 14496-3 section 1.6.2.1; noise where the samples are no MPEG-4 audio. */
  readonly audioObjectType: number;
  /** DecoderSpecificInfo, section 7.2.6.7: what it says depends on the codec. Empty where there is none. */
  readonly specificInfo: Uint8Array;
}

/**
 * Walks the descriptors of an esds: ISO/IEC 14496-1 section 7.2.6.
 * On the way every length is checked, since whoever reads the esds next may allocate by one.
 * @throws FunnelError `media/corrupt` for a descriptor longer than what holds it.
 */
export function readDecoderConfig(view: DataView, start: number, endExclusive: number): DecoderConfig {
  let objectTypeIndication = 0;
  let audioObjectType = 0;
  let specificInfo = new Uint8Array(0);
  let position = start;
  while (endExclusive - position >= 2) {
    const tag = view.getUint8(position++);
    let length = 0;
    let more = true;
    while (more && position < endExclusive) {
      const byte = view.getUint8(position++);
      length = length * 128 + (byte & 0x7f);
      more = (byte & 0x80) !== 0;
    }
    if (length > endExclusive - position) {
      throw new FunnelError('media/corrupt', `descriptor ${tag} of ${length} bytes`);
    }
    // ES_Descriptor and DecoderConfigDescriptor hold others after a few fields of theirs.
    if (tag === 3) position += fieldsOfEsDescriptor(view, position, position + length);
    else if (tag === 4) {
      if (length > 0) objectTypeIndication = view.getUint8(position);
      position += Math.min(13, length);
    } else {
      if (tag === 5) {
        if (length >= 2) audioObjectType = readAudioObjectType(view.getUint16(position));
        specificInfo = new Uint8Array(view.buffer, view.byteOffset + position, length).slice();
      }
      position += length;
    }
  }
  return { objectTypeIndication, audioObjectType, specificInfo };
}

/** Five bits, or where those are all set, 32 and the next six. */
const readAudioObjectType = (bits: number): number =>
  bits >> 11 === 31 ? 32 + ((bits >> 5) & 0x3f) : bits >> 11;

function fieldsOfEsDescriptor(view: DataView, start: number, endExclusive: number): number {
  if (endExclusive - start < 3) throw new FunnelError('media/corrupt', 'ES_Descriptor cut off');
  const flags = view.getUint8(start + 2);
  let size = 3;
  if (flags & 0x80) size += 2;
  if (flags & 0x40) size += 1 + (start + size < endExclusive ? view.getUint8(start + size) : 0);
  if (flags & 0x20) size += 2;
  if (size > endExclusive - start) throw new FunnelError('media/corrupt', 'ES_Descriptor cut off');
  return size;
}
