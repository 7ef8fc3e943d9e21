/** Boxes made of parts, for the small ones; fragments are written in place (fragment-writer.ts). */

const encode = (type: string): number[] => Array.from(type, (character) => character.charCodeAt(0));

export function concatenate(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.byteLength, 0));
  let position = 0;
  for (const part of parts) {
    bytes.set(part, position);
    position += part.byteLength;
  }
  return bytes;
}

/** A box holding `parts` one after another. */
export function box(type: string, ...parts: Uint8Array[]): Uint8Array<ArrayBuffer> {
  const size = 8 + parts.reduce((sum, part) => sum + part.byteLength, 0);
  return concatenate([uint32(size), Uint8Array.from(encode(type)), ...parts]);
}

export const fullBox = (
  type: string,
  version: number,
  flags: number,
  ...parts: Uint8Array[]
): Uint8Array<ArrayBuffer> => box(type, uint32(version * 2 ** 24 + flags), ...parts);

/** Big-endian 32-bit numbers. */
export function uint32(...values: number[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(4 * values.length);
  const view = new DataView(bytes.buffer);
  values.forEach((value, index) => {
    view.setUint32(4 * index, value);
  });
  return bytes;
}

export const uint64 = (value: number): Uint8Array<ArrayBuffer> =>
  uint32(Math.floor(value / 2 ** 32), value % 2 ** 32);

export const ascii = (text: string): Uint8Array<ArrayBuffer> => Uint8Array.from(encode(text));
