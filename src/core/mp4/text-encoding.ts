/** Text of a file: UTF-16 where a byte order mark says so, else UTF-8, or Latin-1 where it is no UTF-8. */
export function decodeText(bytes: Uint8Array): string {
  const mark = bytes.byteLength < 2 ? 0 : bytes[0]! * 256 + bytes[1]!;
  if (mark === 0xfeff) return decodeUtf16(bytes.subarray(2), 1);
  if (mark === 0xfffe) return decodeUtf16(bytes.subarray(2), 0);
  return decodeUtf8(bytes).replace(/^\ufeff/, '');
}

/** @param low place of the low byte in each pair. */
export function decodeUtf16(bytes: Uint8Array, low: 0 | 1): string {
  const pairs = Array.from({ length: bytes.byteLength >> 1 }, (_, index) =>
    String.fromCharCode(bytes[2 * index + 1 - low]! * 256 + bytes[2 * index + low]!),
  );
  return pairs.join('');
}

/** By way of percent signs: the language itself has no other decoder. */
function decodeUtf8(bytes: Uint8Array): string {
  const latin1 = Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
  const percent = (character: string) => `%${character.charCodeAt(0).toString(16).padStart(2, '0')}`;
  try {
    return decodeURIComponent(latin1.replace(/[%\x80-\xff]/g, percent));
  } catch {
    return latin1;
  }
}
