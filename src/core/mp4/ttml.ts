import type { TextCue, TextSample } from '../movie';
import { withFaces } from './text-style';
import { timeReader } from './ttml-time';

/** What stands between `<` and `>`, without a namespace's prefix: closing or not, name, attributes, empty or not. */
const tag = /^(\/?)(?:[\w.-]+:)?([\w.-]+)([\s\S]*?)(\/?)$/;

/** Of an element that is not closed yet, by the track's clock. */
interface Open {
  readonly begin: number;
  readonly end: number;
}

/**
 * The words of a document of TTML, each `p` at its times: W3C "Timed Text Markup Language 2". Where they stand and how
 * they look is the viewer's, as with all captions.
 * @param sample what it lies in: nothing is shown before or after it
 */
export function ttmlCues(markup: string, sample: TextSample): TextCue[] {
  const cues: TextCue[] = [];
  const open: Open[] = [{ begin: 0, end: Number.POSITIVE_INFINITY }];
  let readTime = timeReader(new Map());
  let text: string | null = null;
  for (const piece of withoutComments(markup).split('<').slice(1)) {
    const end = piece.indexOf('>');
    if (end < 0) continue;
    const [, slash, name = '', list = '', isEmpty] = tag.exec(piece.slice(0, end)) ?? [];
    const words = unescaped(piece.slice(end + 1));
    if (name === 'br' && text !== null) text += '\n';
    if (name === '' || name === 'br' || isEmpty) {
      // Nothing begins or ends.
    } else if (!slash) {
      const said = attributesOf(list);
      if (name === 'tt') readTime = timeReader(said);
      open.push(opened(said, open.at(-1)!, readTime));
      if (name === 'p') text = '';
    } else if (slash && open.length > 1) {
      const times = open.pop()!;
      const cue = name === 'p' && text !== null ? shown(times, text, sample) : null;
      if (cue) cues.push(cue);
      if (name === 'p') text = null;
    }
    if (text !== null) text += words;
  }
  return cues;
}

const withoutComments = (markup: string): string =>
  markup
    .split('<!--')
    .map((piece, index) => (index === 0 ? piece : (piece.split('-->')[1] ?? '')))
    .join('');

/** By their local names. */
function attributesOf(list: string): Map<string, string> {
  const said = new Map<string, string>();
  for (let rest = list; ; ) {
    const equals = rest.indexOf('=');
    const value = rest.slice(equals + 1).trimStart();
    const end = value.indexOf(value[0] ?? '', 1);
    if (equals < 0 || end < 0) return said;
    const name = rest.slice(0, equals).trim();
    said.set(name.slice(name.indexOf(':') + 1), value.slice(1, end));
    rest = value.slice(end + 1);
  }
}

/** Times count from where what it lies in begins. */
function opened(
  said: ReadonlyMap<string, string>,
  parent: Open,
  readTime: (time: string) => number | null,
): Open {
  const at = (key: string) => readTime(said.get(key) ?? '');
  const begin = parent.begin + (at('begin') ?? 0);
  const ends = [at('end'), at('dur')].map((each, index) =>
    each === null ? Number.POSITIVE_INFINITY : each + (index === 0 ? parent.begin : begin),
  );
  return { begin, end: Math.min(parent.end, ...ends) };
}

function shown({ begin, end }: Open, text: string, sample: TextSample): TextCue | null {
  const { clockStartSeconds = 0 } = sample;
  const startSeconds = Math.max(begin + clockStartSeconds, sample.startSeconds);
  const endSeconds = Math.min(end + clockStartSeconds, sample.endSeconds);
  const lines = text.split('\n').map((line) => line.trim());
  if (endSeconds <= startSeconds) return null;
  return { startSeconds, endSeconds, text: withFaces(lines.join('\n').trim(), []), settings: '' };
}

const named: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** Of text between tags; line breaks there are spaces. */
const unescaped = (words: string): string =>
  words
    .replace(/\s+/g, ' ')
    .replace(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|(\w{2,4}));/gi, (all, decimal, hex, name) => {
      const code = decimal ? Number(decimal) : hex ? Number.parseInt(hex, 16) : 0;
      if (code > 0 && code <= 0x10ffff) return String.fromCodePoint(code);
      return named[name] ?? all;
    });
