import type { Box } from './box';

/** Characters `[start, endExclusive)` in bold, italic or underlined. */
export interface FaceRun {
  readonly start: number;
  readonly endExclusive: number;
  readonly faces: number;
}

/** Bits of face-style-flags, 3GPP TS 26.245 section 5.16, as WebVTT tags. */
const tags = [
  [1, 'b'],
  [2, 'i'],
  [4, 'u'],
] as const;
const recordBytes = 12;

/** The runs of a `styl` box, section 5.17.1.1. Fonts, sizes and colours are the viewer's. */
export function readFaceRuns(view: DataView, styl: Box): FaceRun[] {
  if (styl.endExclusive - styl.contentStart < 2) return [];
  const count = view.getUint16(styl.contentStart);
  const start = styl.contentStart + 2;
  const whole = Math.min(count, Math.floor((styl.endExclusive - start) / recordBytes));
  return Array.from({ length: whole }, (_, index) => {
    const position = start + recordBytes * index;
    return {
      start: view.getUint16(position),
      endExclusive: view.getUint16(position + 2),
      faces: view.getUint8(position + 6),
    };
  });
}

const escaped = (text: string): string =>
  text.replace(/[&<>]/g, (character) => ({ '&': '&amp;', '<': '&lt;' })[character] ?? '&gt;');

/** Plain text as WebVTT cue text. Characters are counted as Unicode counts them. */
export function withFaces(text: string, runs: readonly FaceRun[]): string {
  const characters = [...text];
  let marked = '';
  let position = 0;
  for (const { start, endExclusive, faces } of runs) {
    const open = tags.filter(([bit]) => (faces & bit) !== 0).map(([, tag]) => tag);
    // Out of order, or of nothing: the text itself is what matters.
    if (open.length === 0 || start < position || endExclusive <= start) continue;
    const inside = escaped(characters.slice(start, endExclusive).join(''));
    marked += escaped(characters.slice(position, start).join(''));
    marked += open.map((tag) => `<${tag}>`).join('') + inside;
    marked += open
      .reverse()
      .map((tag) => `</${tag}>`)
      .join('');
    position = endExclusive;
  }
  return marked + escaped(characters.slice(position).join(''));
}
