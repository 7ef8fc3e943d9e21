// When things happen in the demo film, in seconds, and the curves they follow.
import type { Colour } from './light';

export const filmSeconds = 56;
export const framesPerSecond = 30;
/** Streams join one by one; the first has flowed for a while when the film begins. */
export const streamCount = 12;
export const streamJoinsAt = (stream: number) => (stream === 0 ? -8 : 0.2 + (stream - 1) * 0.9);
/** The word is assembled between these, faster as streams join. */
export const wordBegins = 2.5;
export const wordEnds = 39;
export const taglineBegins = 42;

/** 0 before `from`, 1 after `to`, smooth between. */
export function rise(time: number, from: number, to: number): number {
  const along = Math.min(1, Math.max(0, (time - from) / (to - from)));
  return along * along * (3 - 2 * along);
}

export const mix = (a: number, b: number, share: number) => a + (b - a) * share;

/** A fixed random number 0..1 for each seed. */
export function chance(seed: number): number {
  const value = Math.sin(seed * 127.1 + 311.7) * 43758.5453;
  return value - Math.floor(value);
}

const palette: readonly Colour[] = [
  [1.0, 0.28, 0.22],
  [1.0, 0.45, 0.16],
  [1.0, 0.66, 0.2],
  [0.96, 0.8, 0.42],
  [0.42, 0.86, 0.62],
  [0.16, 0.78, 0.86],
  [0.2, 0.55, 1.0],
  [0.42, 0.38, 1.0],
  [0.74, 0.34, 0.98],
];

/** From warm (0) to cool (1). */
export function spectrum(share: number): Colour {
  const place = Math.min(0.9999, Math.max(0, share)) * (palette.length - 1);
  const from = palette[Math.floor(place)]!;
  const to = palette[Math.floor(place) + 1]!;
  return mixColours(from, to, place % 1);
}

export function mixColours(a: Colour, b: Colour, share: number): Colour {
  return [mix(a[0], b[0], share), mix(a[1], b[1], share), mix(a[2], b[2], share)];
}

export const white: Colour = [1, 0.95, 0.88];
