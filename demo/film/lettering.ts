// A font of strokes. Letters are polylines in a box 1 wide and 1 high (y down); curves are given as many points.

type Point = readonly [x: number, y: number];
type Stroke = readonly Point[];

/** Angles in turns, clockwise from the right. */
function arc(cx: number, cy: number, rx: number, ry: number, from: number, to: number): Point[] {
  return Array.from({ length: 13 }, (_, step) => {
    const angle = (from + ((to - from) * step) / 12) * 2 * Math.PI;
    return [cx + rx * Math.cos(angle), cy + ry * Math.sin(angle)] as const;
  });
}

const oval = arc(0.5, 0.5, 0.46, 0.5, 0.75, 1.75);
const glyphs: Record<string, readonly Stroke[]> = {
  A: [
    [
      [0, 1],
      [0.5, 0],
      [1, 1],
    ],
    [
      [0.19, 0.63],
      [0.81, 0.63],
    ],
  ],
  C: [arc(0.54, 0.5, 0.48, 0.5, 0.9, 0.1)],
  D: [[[0.06, 0], [0.06, 1], [0.4, 1], ...arc(0.44, 0.5, 0.52, 0.5, 0.25, -0.25), [0.4, 0], [0.06, 0]]],
  E: [
    [
      [0.9, 0],
      [0.08, 0],
      [0.08, 1],
      [0.9, 1],
    ],
    [
      [0.08, 0.49],
      [0.78, 0.49],
    ],
  ],
  F: [
    [
      [0.92, 0],
      [0.08, 0],
      [0.08, 1],
    ],
    [
      [0.08, 0.5],
      [0.78, 0.5],
    ],
  ],
  I: [
    [
      [0.5, 0],
      [0.5, 1],
    ],
  ],
  L: [
    [
      [0.08, 0],
      [0.08, 1],
      [0.88, 1],
    ],
  ],
  M: [
    [
      [0.02, 1],
      [0.08, 0],
      [0.5, 0.7],
      [0.92, 0],
      [0.98, 1],
    ],
  ],
  N: [
    [
      [0.06, 1],
      [0.06, 0],
      [0.94, 1],
      [0.94, 0],
    ],
  ],
  O: [oval],
  S: [[...arc(0.5, 0.26, 0.38, 0.26, 0.93, 0.27), ...arc(0.5, 0.75, 0.42, 0.25, 0.72, 1.45)]],
  T: [
    [
      [0, 0],
      [1, 0],
    ],
    [
      [0.5, 0],
      [0.5, 1],
    ],
  ],
  U: [[[0.06, 0], [0.06, 0.56], ...arc(0.5, 0.56, 0.44, 0.44, 0.5, 0), [0.94, 0]]],
  Z: [
    [
      [0.05, 0],
      [0.95, 0],
      [0.05, 1],
      [0.95, 1],
    ],
  ],
  0: [oval],
  1: [
    [
      [0.22, 0.2],
      [0.56, 0],
      [0.56, 1],
    ],
  ],
  2: [[...arc(0.5, 0.3, 0.42, 0.3, 0.52, 1.06), [0.06, 1], [0.96, 1]]],
  3: [arc(0.46, 0.26, 0.38, 0.26, 0.55, 1.25), arc(0.46, 0.74, 0.44, 0.26, 0.75, 1.45)],
  4: [
    [
      [0.74, 1],
      [0.74, 0],
      [0.04, 0.7],
      [0.98, 0.7],
    ],
  ],
  5: [[[0.88, 0], [0.16, 0], [0.12, 0.44], ...arc(0.48, 0.68, 0.44, 0.32, 0.64, 1.42)]],
  6: [[[0.76, 0], ...arc(0.5, 0.68, 0.44, 0.32, 0.55, 0.5)], arc(0.5, 0.68, 0.44, 0.32, 0, 1)],
  7: [
    [
      [0.04, 0],
      [0.94, 0],
      [0.34, 1],
    ],
  ],
  8: [arc(0.5, 0.25, 0.37, 0.25, 0, 1), arc(0.5, 0.74, 0.45, 0.26, 0, 1)],
  9: [
    arc(0.5, 0.32, 0.44, 0.32, 0, 1),
    [
      [0.93, 0.4],
      [0.24, 1],
    ],
  ],
  ':': [
    [
      [0.5, 0.24],
      [0.5, 0.34],
    ],
    [
      [0.5, 0.7],
      [0.5, 0.8],
    ],
  ],
  '.': [
    [
      [0.5, 0.9],
      [0.5, 1],
    ],
  ],
  ',': [
    [
      [0.52, 0.96],
      [0.38, 1.16],
    ],
  ],
  '/': [
    [
      [0.1, 1.05],
      [0.9, -0.05],
    ],
  ],
};
const narrow: Record<string, number> = { ':': 0.4, '.': 0.4, ',': 0.4, I: 0.35, ' ': 0.6 };

export interface TextStyle {
  x: number;
  y: number;
  /** Height and width of a letter's box, and the space between boxes. */
  height: number;
  width: number;
  gap: number;
}

/** The polylines of each letter of a text, in order. Unknown letters are blank. */
export function textStrokes(text: string, { x, y, height, width, gap }: TextStyle): Stroke[][] {
  let left = x;
  return [...text].map((letter) => {
    const boxWidth = width * (narrow[letter] ?? 1);
    const shift = left - (width - boxWidth) / 2;
    left += boxWidth + gap;
    return (glyphs[letter] ?? []).map((stroke) =>
      stroke.map(([px, py]) => [shift + px * width, y + py * height] as const),
    );
  });
}

export function textWidth(text: string, { width, gap }: Pick<TextStyle, 'width' | 'gap'>): number {
  return [...text].reduce((sum, letter) => sum + width * (narrow[letter] ?? 1) + gap, -gap);
}
