// Films carry each frame's number as a row of blocks along the top: a white one, a black one, 20 bits (least significant
// first), their parity, and the parity's opposite. Blocks are squares of a 24th of the width.

import { runTool } from './ffmpeg';

const bitCount = 20;
const blockCount = bitCount + 4;

/** An ffmpeg filter that draws every frame's number (modulo 2^20) on it. */
export function drawFrameNumber(widthPx: number): string {
  const sidePx = Math.floor(widthPx / blockCount);
  const block = (slot: number, when: string) =>
    `drawbox=x=${slot * sidePx}:y=0:w=${sidePx}:h=${sidePx}:color=white:t=fill:enable='${when}'`;
  const bits = Array.from({ length: bitCount }, (_, bit) => `mod(floor(n/${2 ** bit}),2)`);
  const parity = `mod(${bits.join('+')},2)`;
  return [
    `drawbox=x=0:y=0:w=${widthPx}:h=${sidePx}:color=black:t=fill`,
    block(0, '1'),
    ...bits.map((bit, index) => block(index + 2, bit)),
    block(bitCount + 2, parity),
    block(bitCount + 3, `not(${parity})`),
  ].join(',');
}

/** The numbers of all frames of a video file of that width, in order. */
export async function frameNumbersIn(path: string, widthPx: number): Promise<number[]> {
  const sidePx = Math.floor(widthPx / blockCount);
  // A pixel for each block.
  const filter = `crop=${sidePx * blockCount}:${sidePx}:0:0,scale=${blockCount}:1:flags=area,format=gray`;
  const args = ['-i', path, '-map', '0:v', '-vf', filter, '-fps_mode', 'passthrough', '-f', 'rawvideo', '-'];
  const pixels = await runTool('ffmpeg', args);
  return Array.from({ length: pixels.byteLength / blockCount }, (_, frame) =>
    pixels
      .subarray(frame * blockCount + 2, frame * blockCount + 2 + bitCount)
      .reduceRight((number, pixel) => 2 * number + Number(pixel >= 128), 0),
  );
}

/** The picture as it is stored, where it is shown in another size, turned (clockwise), or reversed left to right. */
export interface StoredPicture {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly turnDegrees: number;
  readonly isMirrored: boolean;
}

/**
 * The number of the frame a video or a picture of it shows; -1 when it shows none (no picture, black, or blocks that make no sense).
 * Its source is run in pages (`page.evaluate`), so it stands alone, and without inner functions: tsx would wrap those
 * in a helper that pages lack.
 */
export function readFrameNumber(shown: HTMLVideoElement | HTMLImageElement, stored?: StoredPicture): number {
  const widthPx = stored?.widthPx ?? ('videoWidth' in shown ? shown.videoWidth : shown.naturalWidth);
  const sidePx = Math.floor(widthPx / 24);
  if (sidePx === 0 || ('videoWidth' in shown && shown.readyState < 2)) return -1;
  const canvas = document.createElement('canvas');
  canvas.width = widthPx;
  canvas.height = sidePx;
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (!context) return -1;
  if (stored) {
    const { heightPx, turnDegrees, isMirrored } = stored;
    context.translate(widthPx / 2, heightPx / 2);
    if (isMirrored) context.scale(-1, 1);
    context.rotate((-turnDegrees * Math.PI) / 180);
    const [acrossPx, downPx] = turnDegrees % 180 === 0 ? [widthPx, heightPx] : [heightPx, widthPx];
    context.drawImage(shown, -acrossPx / 2, -downPx / 2, acrossPx, downPx);
  } else context.drawImage(shown, 0, 0, widthPx, sidePx, 0, 0, widthPx, sidePx);
  const { data } = context.getImageData(0, 0, widthPx, sidePx);
  const lit: boolean[] = [];
  for (let slot = 0; slot < 24; slot++) {
    const x = slot * sidePx + Math.floor(sidePx / 2);
    lit.push((data[(Math.floor(sidePx / 2) * widthPx + x) * 4 + 1] ?? 0) >= 128);
  }
  let number = 0;
  let ones = 0;
  for (let bit = 0; bit < 20; bit++) {
    if (!lit[bit + 2]) continue;
    number += 2 ** bit;
    ones += 1;
  }
  const sound = lit[0] && !lit[1] && lit[22] === (ones % 2 === 1) && lit[23] !== lit[22];
  return sound ? number : -1;
}
