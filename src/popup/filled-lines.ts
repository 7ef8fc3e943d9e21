export interface FilledLine {
  /** From 1, empty lines counted, as people count. */
  readonly number: number;
  readonly text: string;
  /** Where it lies in the whole text, in UTF-16 units. */
  readonly start: number;
  readonly endExclusive: number;
}

/** The lines of a box that have something on them; a box with nothing in it has its first line. */
export function filledLines(text: string): FilledLine[] {
  const lines: FilledLine[] = [];
  let start = 0;
  for (const line of text.split('\n')) {
    const endExclusive = start + line.length;
    lines.push({ number: lines.length + 1, text: line, start, endExclusive });
    start = endExclusive + 1;
  }
  const filled = lines.filter((line) => line.text.trim() !== '');
  return filled.length > 0 ? filled : lines.slice(0, 1);
}
