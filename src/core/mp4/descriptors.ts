import { FunnelError } from '../errors';

/**
 * The objectTypeIndication among the descriptors of an esds, 0 where there is none: ISO/IEC 14496-1 section 7.2.6.
 * On the way every length is checked, since whoever reads the esds next may allocate by one.
 * @throws FunnelError `media/corrupt` for a descriptor longer than what holds it.
 */
export function readObjectTypeIndication(view: DataView, start: number, endExclusive: number): number {
  let objectType = 0;
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
      if (length > 0) objectType = view.getUint8(position);
      position += Math.min(13, length);
    } else position += length;
  }
  return objectType;
}

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
