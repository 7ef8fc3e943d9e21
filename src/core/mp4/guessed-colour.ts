import { sequenceTellsColour } from './av1-sequence';
import { type Box, bytesOf, find, viewOf } from './box';
import { box } from './box-writer';
import { colourBox } from './colour-box';
import { tellsColour } from './h264/parameter-sets';
import { fieldBytes, pictureBoxes, type SampleEntry } from './sample-entry';
import { spared } from './spared';

/** From this height on, colours that nobody tells are taken for those of high definition: ITU-R BT.709. */
const highDefinitionPx = 720;
/** Of primaries, transfer and matrix: ITU-R BT.601 with 525 lines, ISO/IEC 23091-2. */
const standardDefinition = 6;
const unspecified = 2;

/**
 * Tells the colours of a small picture that does not tell them itself, as all players take them to be. Chromium
 * does not where it plays by Media Source: it takes every picture for one of high definition, and red comes out orange.
 */
export function withGuessedColour(entry: SampleEntry): SampleEntry {
  const tells = tellers[entry.format];
  if (!tells) return entry;
  const view = viewOf(entry.bytes);
  const boxes = pictureBoxes(entry.bytes);
  if (view.getUint16(8 + 26) >= highDefinitionPx) return entry;
  const isTold = () => boxes.some((each) => isColour(view, each)) || tells(view, boxes);
  if (spared(isTold, true)) return entry;
  const colr = colourBox(Uint8Array.of(0, standardDefinition, 0, standardDefinition, 0, standardDefinition));
  const fields = entry.bytes.subarray(8, 8 + fieldBytes.video);
  const others = boxes.filter(({ type }) => type !== 'colr').map((each) => bytesOf(view, each));
  return { ...entry, bytes: box(entry.format, fields, ...others, colr) };
}

/** Some writers add a box that says nothing. @throws RangeError where it is too short */
const isColour = (view: DataView, { type, contentStart }: Box): boolean =>
  type === 'colr' && view.getUint16(contentStart + 8) !== unspecified;

/** Whether the decoder's configuration tells colours, or nobody knows. @throws RangeError where it is too short */
type Teller = (view: DataView, boxes: readonly Box[]) => boolean;

/** The first sequence parameter set of an avcC: ISO/IEC 14496-15 section 5.3.3.1. */
const avcTells: Teller = (view, boxes) => {
  const avcC = find(boxes, 'avcC');
  if (!avcC || (view.getUint8(avcC.contentStart + 5) & 0x1f) === 0) return true;
  const start = avcC.contentStart + 8;
  const spsBytes = view.getUint16(start - 2);
  return tellsColour(new Uint8Array(view.buffer, view.byteOffset + start, spsBytes));
};

/** The vpcC of "VP Codec ISO Media File Format Binding": range, primaries, transfer and matrix. */
const vpTells: Teller = (view, boxes) => {
  const vpcC = find(boxes, 'vpcC');
  if (!vpcC) return true;
  const isFullRange = view.getUint8(vpcC.contentStart + 6) & 1;
  return isFullRange === 1 || view.getUint8(vpcC.contentStart + 9) !== unspecified;
};

/** The sequence header of an av1C: "AV1 Codec ISO Media File Format Binding", section 2.3. */
const av1Tells: Teller = (view, boxes) => {
  const av1C = find(boxes, 'av1C');
  if (!av1C) return true;
  const { contentStart, endExclusive } = av1C;
  const start = contentStart + 4;
  return sequenceTellsColour(new Uint8Array(view.buffer, view.byteOffset + start, endExclusive - start));
};

const tellers: Readonly<Record<string, Teller>> = {
  avc1: avcTells,
  avc3: avcTells,
  vp09: vpTells,
  av01: av1Tells,
};
