import { parseText } from 'media-captions';
import type { TextCue } from '../../core/movie';
import { decodeText } from './decode-text';

/** More are no captions of one film. */
const cuesMax = 50_000;

const types = { srt: 'srt', vtt: 'vtt', ass: 'ass', ssa: 'ssa' } as const;

/** The captions of a file, in order of time; none where it is something else. @param name decides what it is read as */
export async function parseCaptions(name: string, bytes: Uint8Array): Promise<TextCue[]> {
  const type = types[extensionOf(name) as keyof typeof types] ?? 'srt';
  const { cues } = await parseText(decodeText(bytes), { type });
  return cues
    .filter(({ startTime, endTime }) => startTime >= 0 && endTime > startTime && Number.isFinite(endTime))
    .slice(0, cuesMax)
    .map((cue): TextCue => {
      // Tags of the one format are found in the other; of their meanings only "above the picture's middle" is kept.
      const isAbove = /\{[^}]*\\an?[789]/.test(cue.text);
      const text = cue.text
        .replaceAll(/\{\\[^}]*\}/g, '')
        .replaceAll('\\h', '\u00a0')
        .replaceAll(/\\[Nn]/g, '\n');
      return {
        startSeconds: cue.startTime,
        endSeconds: cue.endTime,
        text,
        settings: isAbove ? 'line:0' : type === 'vtt' ? settingsOf(cue) : '',
      };
    })
    .sort((a, b) => a.startSeconds - b.startSeconds);
}

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
