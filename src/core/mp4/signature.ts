/** Types a file of this family may start with. QuickTime files may lack `ftyp`. */
const firstTypes = new Set(
  'ftyp moov mdat free skip wide pnot uuid meta pdin styp sidx moof prfl junk'.split(' '),
);

export const canStartFile = (type: string): boolean => firstTypes.has(type);

const startsWith = (bytes: Uint8Array, ...values: number[]): boolean =>
  values.every((value, index) => bytes[index] === value);

const text = (bytes: Uint8Array): string => String.fromCharCode(...bytes);

/** What bytes that start no MP4 look like, in a developer's words. `bytes`: the first 16 or fewer. */
export function looksLike(bytes: Uint8Array): string {
  const start = text(bytes);
  if (bytes.byteLength === 0) return 'an empty file';
  if (startsWith(bytes, 0x1a, 0x45, 0xdf, 0xa3)) return 'Matroska or WebM (EBML)';
  if (bytes[0] === 0x47) return 'MPEG transport stream';
  if (start.startsWith('ID3')) return 'MP3 (ID3 tag)';
  if (bytes[0] === 0xff && ((bytes[1] ?? 0) & 0xe0) === 0xe0) return 'MPEG audio';
  if (start.startsWith('OggS')) return 'Ogg';
  if (start.startsWith('fLaC')) return 'FLAC';
  if (start.startsWith('RIFF')) return `RIFF ${start.slice(8, 12)}`;
  if (start.startsWith('FLV')) return 'Flash video';
  if (startsWith(bytes, 0x30, 0x26, 0xb2, 0x75)) return 'Windows Media (ASF)';
  if (startsWith(bytes, 0, 0, 1, 0xba)) return 'MPEG program stream';
  if (start.startsWith('#EXTM3U')) return 'an HLS playlist';
  if (startsWith(bytes, 0x1f, 0x8b) || start.startsWith('PK') || start.startsWith('Rar!'))
    return 'an archive';
  if (/^(\xef\xbb\xbf)?\s*<\?xml/i.test(start)) return 'XML';
  if (/^(\xef\xbb\xbf)?\s*</.test(start)) return 'HTML';
  if (/^(\xef\xbb\xbf)?\s*[[{]/.test(start)) return 'JSON';
  if (/^[\t\r\n\x20-\x7e]+$/.test(start)) return `text: ${start}`;
  return `unknown bytes ${Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join(' ')}`;
}
