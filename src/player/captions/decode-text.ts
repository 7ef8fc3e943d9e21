import { detect } from 'chardet';

/** The name a TextDecoder has for what starts with these bytes; null where they mark nothing. */
function markedEncoding([first, second, third]: Uint8Array): string | null {
  if (first === 0xef && second === 0xbb && third === 0xbf) return 'utf-8';
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  if (first === 0xfe && second === 0xff) return 'utf-16be';
  return null;
}

/** UTF-16 without a mark: the high bytes of line breaks, digits and Latin letters are all zero. */
function unmarkedUtf16(bytes: Uint8Array): string | null {
  const zeros = [0, 0];
  for (const [index, byte] of bytes.subarray(0, 4096).entries()) if (byte === 0) zeros[index % 2]! += 1;
  const [even, odd] = zeros as [number, number];
  if (even + odd < bytes.subarray(0, 4096).length / 10) return null;
  return odd > even ? 'utf-16le' : 'utf-16be';
}

function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}

/** Text of a file that does not say how it is encoded: by its mark, as UTF-8 where it is sound, or as it looks. */
export function decodeText(bytes: Uint8Array): string {
  const known = markedEncoding(bytes) ?? unmarkedUtf16(bytes) ?? (isUtf8(bytes) ? 'utf-8' : detect(bytes));
  try {
    return new TextDecoder(known ?? 'utf-8').decode(bytes);
  } catch {
    // An encoding that is known by name only.
    return new TextDecoder().decode(bytes);
  }
}
