import { type Box, childrenOf, find } from './box';
import { readTitle } from './metadata';
import { spared } from './spared';
import { decodeText } from './text-encoding';

/** What programs call every track they write. */
const writtenByProgram = /handler|media|inc\.|muxer|encod|produced|^(sound|video|audio|subtitles?|text)$/i;
const maxNameBytes = 1024;

/** What people called a track: a `name` or title in its user data, else the handler's name where it is no program's; or nothing. */
export function readTrackName(view: DataView, trak: readonly Box[], hdlr: Box): string {
  const udta = find(trak, 'udta');
  const name = udta && spared(() => find(childrenOf(view, udta), 'name'), undefined);
  if (name !== undefined) return textIn(view, name.contentStart, name.endExclusive);
  const title = readTitle(view, trak);
  if (title !== '') return title;
  const handlerName = textIn(view, hdlr.contentStart + 24, hdlr.endExclusive);
  return writtenByProgram.test(handlerName) ? '' : handlerName;
}

/** Up to the first zero; QuickTime puts the length before it instead. */
function textIn(view: DataView, start: number, endExclusive: number): string {
  const length = Math.min(Math.max(0, endExclusive - start), maxNameBytes);
  const bytes = new Uint8Array(view.buffer, view.byteOffset + start, length);
  const counted = length > 1 && bytes[0] === length - 1 ? bytes.subarray(1) : bytes;
  const end = counted.indexOf(0);
  return decodeText(end < 0 ? counted : counted.subarray(0, end)).trim();
}
