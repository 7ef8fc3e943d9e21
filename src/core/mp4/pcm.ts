import { type Box, find, needBytes } from './box';

/** How the instants of uncompressed sound are written: the channels of each one after another. */
export interface Pcm {
  readonly channels: number;
  readonly sampleRate: number;
  readonly encoding: 'signed' | 'unsigned' | 'float' | 'a-law' | 'mu-law';
  /** Of one channel's value. */
  readonly bytes: 1 | 2 | 3 | 4;
  readonly isLittleEndian: boolean;
}

/** Bytes of an instant, all channels of it. */
export const instantBytes = ({ bytes, channels }: Pcm): number => bytes * channels;

/** A value in which nothing is heard. */
export const silentByte = { signed: 0, unsigned: 0x80, float: 0, 'a-law': 0xd5, 'mu-law': 0xff } as const;

type Form = Partial<Pick<Pcm, 'encoding' | 'isLittleEndian'>> & { readonly bits?: number };

/**
 * QuickTime File Format, "Sound media", and ISO/IEC 23003-5 (the last two). Where the number of bits is left out, the
 * description says it; where the order of bytes is, big-endian unless a box says otherwise.
 */
const forms: Readonly<Record<string, Form>> = {
  sowt: { isLittleEndian: true },
  twos: {},
  in24: { bits: 24 },
  in32: { bits: 32 },
  fl32: { bits: 32, encoding: 'float' },
  'raw ': { encoding: 'unsigned' },
  NONE: { encoding: 'unsigned' },
  alaw: { bits: 8, encoding: 'a-law' },
  ulaw: { bits: 8, encoding: 'mu-law' },
  lpcm: {},
  ipcm: {},
  fpcm: { encoding: 'float' },
};

/** formatSpecificFlags of a sound description of version 2. */
const flag = { isFloat: 1, isBigEndian: 2, isSigned: 4 } as const;

/**
 * What a sound description says of uncompressed sound; null where it is of another kind, or of an odd number of bits.
 * @param version of the sound description; 2 has wider fields
 * @param children its boxes, those of its `wave` too
 */
export function readPcm(view: DataView, entry: Box, version: number, children: readonly Box[]): Pcm | null {
  const form = Object.hasOwn(forms, entry.type) ? forms[entry.type]! : null;
  if (!form) return null;
  const at = entry.contentStart;
  const isWide = version === 2;
  const told = isWide ? fromFlags(view, at) : fromBoxes(view, children);
  const bits = form.bits ?? told.bits ?? view.getUint16(at + 18);
  // Of more than eight bits, `raw ` is signed; and of eight, what has no order of bytes is just that.
  const encoding = form.encoding === 'unsigned' && bits > 8 ? 'signed' : form.encoding;
  const pcm = {
    channels: isWide ? view.getUint32(at + 40) : view.getUint16(at + 16),
    sampleRate: isWide ? Math.round(view.getFloat64(at + 32)) : view.getUint32(at + 24) / 2 ** 16,
    encoding: encoding ?? told.encoding ?? 'signed',
    bytes: bits / 8,
    isLittleEndian: form.isLittleEndian ?? told.isLittleEndian ?? false,
  };
  return isSound(pcm) ? pcm : null;
}

function fromFlags(view: DataView, at: number): Form {
  const flags = view.getUint32(at + 52);
  const whole = flags & flag.isSigned ? 'signed' : 'unsigned';
  return {
    bits: view.getUint32(at + 48),
    encoding: flags & flag.isFloat ? 'float' : whole,
    isLittleEndian: (flags & flag.isBigEndian) === 0,
  };
}

function fromBoxes(view: DataView, children: readonly Box[]): Form {
  const enda = find(children, 'enda');
  const pcmC = find(children, 'pcmC');
  if (pcmC) {
    needBytes(pcmC, 6);
    const isLittleEndian = (view.getUint8(pcmC.contentStart + 4) & 1) === 1;
    return { isLittleEndian, bits: view.getUint8(pcmC.contentStart + 5) };
  }
  if (!enda) return {};
  needBytes(enda, 2);
  return { isLittleEndian: view.getUint16(enda.contentStart) === 1 };
}

/** FLAC, which it becomes, has up to eight channels. */
const maxChannels = 8;
/** And twenty bits for this. */
const maxSampleRate = 2 ** 20 - 1;

function isSound(pcm: { readonly [Key in keyof Pcm]: Key extends 'bytes' ? number : Pcm[Key] }): pcm is Pcm {
  const { channels, sampleRate, encoding, bytes } = pcm;
  const isSize = encoding === 'float' ? bytes === 4 : [1, 2, 3, 4].includes(bytes);
  const isRate = Number.isInteger(sampleRate) && sampleRate > 0 && sampleRate <= maxSampleRate;
  return isSize && isRate && channels >= 1 && channels <= maxChannels;
}
