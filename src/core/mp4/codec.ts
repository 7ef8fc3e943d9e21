import { FunnelError } from '../errors';
import { find } from './box';
import { pictureBoxes, type SampleEntry, type TrackKind } from './sample-entry';

/**
 * The MIME type of a track, for `MediaSource.isTypeSupported`: RFC 6381.
 * @param initSegment of this track alone, a few kilobytes: given a whole moov mp4box would need hundreds of megabytes.
 * @throws FunnelError `media/corrupt` where mp4box makes nothing of it.
 */
export async function mimeTypeOf(
  kind: TrackKind,
  entry: SampleEntry,
  initSegment: Uint8Array,
): Promise<string> {
  const codec = commonCodec(entry) ?? mend(await askMp4box(initSegment), initSegment);
  return `${kind}/mp4; codecs="${codec}"`;
}

/**
 * The codec of nearly every film, without mp4box: loading that library takes longer than all else that must be done
 * before the first frame. Null for the others.
 */
export function commonCodec({
  format,
  objectTypeIndication,
  audioObjectType,
  bytes,
}: SampleEntry): string | null {
  if (format === 'mp4a' && objectTypeIndication === 0x40 && audioObjectType > 0) {
    return `mp4a.40.${audioObjectType}`;
  }
  if (format !== 'avc1' && format !== 'avc3') return null;
  const avcC = find(pictureBoxes(bytes), 'avcC');
  // Profile, constraints and level follow the version: ISO/IEC 14496-15 section 5.3.3.1.
  const profile =
    avcC && bytes.subarray(avcC.contentStart + 1, Math.min(avcC.contentStart + 4, avcC.endExclusive));
  if (profile?.byteLength !== 3) return null;
  return `${format}.${Array.from(profile, (byte) => byte.toString(16).padStart(2, '0')).join('')}`;
}

/** From mp4box, to be mended. */
async function askMp4box(initSegment: Uint8Array): Promise<string> {
  const { createFile, MP4BoxBuffer } = await import('mp4box');
  const buffer = new MP4BoxBuffer(initSegment.byteLength);
  new Uint8Array(buffer).set(initSegment);
  const file = createFile();
  // Without a listener it writes to the console; what matters of a failure shows below.
  file.onError = () => {};
  let codec: string | undefined;
  try {
    file.appendBuffer(buffer, true);
    codec = file.getInfo().tracks[0]?.codec;
  } catch (cause) {
    throw new FunnelError('media/corrupt', 'mp4box cannot read the track', { cause });
  }
  // The string ends up between quotes, and a four-character code may hold anything.
  if (codec === undefined || !/^[\w.-]+$/.test(codec.trim())) {
    throw new FunnelError('media/corrupt', 'mp4box finds no codec');
  }
  return codec.trim();
}

/** Object type indications of ISO/IEC 14496-1 that browsers know by another name. */
const renamed: Readonly<Record<string, string>> = {
  // MPEG-1 and MPEG-2 layer III: Firefox takes `mp3` in MP4; Chromium takes neither.
  'mp4a.6b': 'mp3',
  'mp4a.69': 'mp3',
  '.mp3': 'mp3',
  'mp4a.dd': 'vorbis',
  'mp4a.a5': 'ac-3',
  'mp4a.a6': 'ec-3',
  Opus: 'opus',
  fLaC: 'flac',
};

function mend(codec: string, initSegment: Uint8Array): string {
  if (/^(dvh1|dvhe|dva1|dvav|dav1)$/.test(codec)) return codec + dolbyVisionSuffix(initSegment);
  const objectType = /^mp4a\.[0-9a-f]{2}/i.exec(codec)?.[0].toLowerCase();
  return renamed[objectType ?? codec] ?? codec;
}

/** `.profile.level` from DOVIDecoderConfigurationRecord: "Dolby Vision Streams within the ISO Base Media File Format". */
function dolbyVisionSuffix(initSegment: Uint8Array): string {
  const text = Array.from(initSegment, (byte) => String.fromCharCode(byte)).join('');
  const position = text.search(/dv[cvw]C/);
  if (position < 0) return '';
  const [high = 0, low = 0] = initSegment.subarray(position + 6, position + 8);
  const profile = high >> 1;
  const level = ((high & 1) << 5) | (low >> 3);
  return `.${String(profile).padStart(2, '0')}.${String(level).padStart(2, '0')}`;
}
