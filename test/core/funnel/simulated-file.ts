let noise = new Uint8Array(0);

/** A file of noise: a byte from another offset or another file shows. Files of all lengths begin alike. */
export function simulatedFile(byteLength: number): Uint8Array {
  if (noise.length < byteLength) noise = makeNoise(byteLength);
  return noise.subarray(0, byteLength);
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
