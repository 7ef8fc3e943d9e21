import { parseText } from 'media-captions';
import type { TextCue } from '../../core/movie';
import { readOverrides, takeTexts, textOf } from './ass-text';
import { decodeText } from './decode-text';

/** More are no captions of one film. */
const cuesMax = 50_000;

const types = { srt: 'srt', vtt: 'vtt', ass: 'ass', ssa: 'ssa' } as const;

/** The captions of a file, in order of time; none where it is something else. @param name decides what it is read as */
export async function parseCaptions(name: string, bytes: Uint8Array): Promise<TextCue[]> {
  const type = types[extensionOf(name) as keyof typeof types] ?? 'srt';
  const isScript = type === 'ass' || type === 'ssa';
  const text = decodeText(bytes);
  const script = isScript ? takeTexts(text) : undefined;
  const { cues } = await parseText(script?.events ?? text, { type });
  return cues
    .filter(({ startTime, endTime }) => startTime >= 0 && endTime > startTime && Number.isFinite(endTime))
    .map((cue): TextCue => {
      const { text, isAbove } = readOverrides(script ? plain(textOf(script, cue.text)) : cue.text);
      return {
        startSeconds: cue.startTime,
        endSeconds: cue.endTime,
        text,
        settings: isAbove ? 'line:0' : type === 'vtt' ? settingsOf(cue) : '',
      };
    })
    .filter(({ text }) => text !== '')
    .slice(0, cuesMax)
    .sort((a, b) => a.startSeconds - b.startSeconds);
}

/** Of a script: its remarks in braces are not shown, and to WebVTT `<` and `&` would mean something. */
const plain = (text: string): string =>
  text
    .replaceAll(/\{[^\\}]*\}/g, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;');

/** WebVTT section 3.5, as far as they differ from what a cue has by itself. */
function settingsOf(cue: Awaited<ReturnType<typeof parseText>>['cues'][number]): string {
  const { line, snapToLines, align, size, position, vertical } = cue;
  return [
    vertical !== '' && `vertical:${vertical}`,
    line !== 'auto' && `line:${line}${snapToLines ? '' : '%'}`,
    position !== 'auto' && `position:${position}%`,
    size !== 100 && `size:${size}%`,
    align !== 'center' && `align:${align}`,
  ]
    .filter((setting) => setting !== false)
    .join(' ');
}

export const isCaptionFile = (name: string): boolean => Object.hasOwn(types, extensionOf(name));

const extensionOf = (name: string): string => /\.([a-z]+)$/i.exec(name)?.[1]?.toLowerCase() ?? '';

/** `zh` for `film.zh.srt`; `und` where the name says nothing. */
export function captionLanguage(name: string): string {
  const part = /\.([a-z]{2,3}(?:-[a-z0-9]{2,8})*)\.[a-z]+$/i.exec(name)?.[1];
  try {
    return part === undefined ? 'und' : Intl.getCanonicalLocales(part)[0]!;
  } catch {
    return 'und';
  }
}
