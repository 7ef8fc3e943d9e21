/** What a server sends of a file: a `Uint8Array` will do. */
export interface FileBytes {
  readonly length: number;
  slice(start: number, end: number): Uint8Array;
}

let noise = new Uint8Array(0);

/** A file of noise: a byte from another offset or another file shows. Files of all lengths begin alike. */
export function simulatedFile(byteLength: number): Uint8Array {
  if (noise.length < byteLength) noise = makeNoise(byteLength);
  return noise.subarray(0, byteLength);
}

/** A file of zeros that takes no room, for where only its length matters. */
export function blankFile(byteLength: number): FileBytes {
  return { length: byteLength, slice: (start, end) => zeros(end - start) };
}

let blank = new Uint8Array(0);

function zeros(count: number): Uint8Array {
  if (blank.length < count) blank = new Uint8Array(count);
  return blank.subarray(0, count);
}

/** Xorshift, inlined: tens of megabytes are made at once. */
function makeNoise(byteLength: number): Uint8Array<ArrayBuffer> {
  const words = new Uint32Array(Math.ceil(byteLength / 4));
  let state = 0x9e3779b9;
  for (let i = 0; i < words.length; i++) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    words[i] = state;
  }
  return new Uint8Array(words.buffer);
}
