import type { TextCue, TextFormat, TextSample } from '../movie';
import { boxesIn, bytesOf, childrenOf, find, viewOf } from './box';
import { spared } from './spared';
import { decodeText } from './text-encoding';
import { readFaceRuns, withFaces } from './text-style';
import { ttmlCues } from './ttml';

/** The cues of a sample, from its bytes; none where they make no sense, for a broken caption stops no film. */
export const cuesOf = (format: TextFormat, sample: TextSample, bytes: Uint8Array): TextCue[] =>
  spared(() => readers[format](bytes, sample), [])
    .filter(({ text }) => text.trim() !== '')
    .map((cue) => ({ startSeconds: sample.startSeconds, endSeconds: sample.endSeconds, ...cue }));

/** A cue is shown as long as its sample, unless it says otherwise. */
type Shown = Pick<TextCue, 'text' | 'settings'> & Partial<TextCue>;

const readers: Readonly<Record<TextFormat, (bytes: Uint8Array, sample: TextSample) => Shown[]>> = {
  webvtt: webvttCues,
  'timed-text': timedText,
  ttml: (bytes, sample) => ttmlCues(decodeText(bytes), sample),
};

/** 3GPP TS 26.245 section 5.17: a length, the text, boxes that style it. */
function timedText(bytes: Uint8Array): Shown[] {
  if (bytes.byteLength < 2) return [];
  const view = viewOf(bytes);
  const end = Math.min(2 + view.getUint16(0), bytes.byteLength);
  const text = decodeText(bytes.subarray(2, end));
  const styl = spared(() => find(boxesIn(view, end, bytes.byteLength), 'styl'), undefined);
  const runs = styl === undefined ? [] : readFaceRuns(view, styl);
  return [{ text: withFaces(text.replace(/\r\n?/g, '\n'), runs), settings: '' }];
}

/** ISO/IEC 14496-30: each `vttc` is a cue; `vtte` says that there is none, `vtta` is a comment. */
function webvttCues(bytes: Uint8Array): Shown[] {
  const view = viewOf(bytes);
  return boxesIn(view, 0, bytes.byteLength)
    .filter(({ type }) => type === 'vttc')
    .map((vttc) => {
      const boxes = childrenOf(view, vttc);
      const textOf = (type: string) => {
        const box = find(boxes, type);
        return box === undefined ? '' : decodeText(bytesOf(view, box).subarray(box.contentStart - box.start));
      };
      return { text: textOf('payl'), settings: textOf('sttg').trim() };
    });
}
