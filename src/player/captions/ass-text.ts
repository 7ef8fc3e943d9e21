/** The events of a script without their text, which stands there by its number, and the texts by number. */
export interface Script {
  readonly events: string;
  readonly texts: readonly string[];
}

/**
 * What of a (Advanced) SubStation Alpha script is shown: its `Dialogue:` lines. `Comment:` lines and embedded files are
 * left out, and text is taken out before a parser of fields may touch it: it is the last field, and commas in it are its
 * own.
 */
export function takeTexts(script: string): Script {
  const texts: string[] = [];
  let section = '';
  let fieldCount = 0;
  const lines = script.split(/\r\n?|\n/).filter((line) => {
    if (/^\[.*\]\s*$/.test(line)) section = line.toLowerCase();
    return !/^(?:;|Comment:)/.test(line) && /styles\]|events\]/.test(section);
  });
  const events = lines.map((line) => {
    // Of styles, and no format of events is known yet.
    if (line.startsWith('[')) fieldCount = 0;
    if (line.startsWith('Format:')) fieldCount = line.split(',').length;
    if (!line.startsWith('Dialogue:') || fieldCount === 0) return line;
    const fields = line.split(',');
    texts.push(fields.slice(fieldCount - 1).join(','));
    return [...fields.slice(0, fieldCount - 1), String(texts.length - 1)].join(',');
  });
  return { events: events.join('\n'), texts };
}

/** The text that a parser of fields left in place, whatever it set before it and after. */
export const textOf = ({ texts }: Script, cueText: string): string =>
  texts[Number(/(?:^|>)(\d+)(?:\n|$)/.exec(cueText)?.[1])] ?? '';

/**
 * Override tags, which are found in SubRip files too. Of their meanings two are kept: that a caption stands in the upper
 * part of the picture (`\an7` to `\an9`, in older scripts `\a5` to `\a7`), and that what follows is a drawing.
 */
export function readOverrides(text: string): { text: string; isAbove: boolean } {
  let isDrawing = false;
  const parts = text.split(/(\{\\[^}]*\})/).map((part) => {
    if (!/^\{\\/.test(part)) return isDrawing ? '' : part;
    const scale = part.match(/\\p\d+/g)?.at(-1);
    if (scale !== undefined) isDrawing = Number(scale.slice(2)) > 0;
    return '';
  });
  return {
    text: parts
      .join('')
      .replaceAll('\\h', '\u00a0')
      .replaceAll(/\\[Nn]/g, '\n')
      .trim(),
    isAbove: /\{[^}]*\\(?:an[789]|a[567](?!\d))/.test(text),
  };
}
