import { FunnelError } from '../errors';
import { readableAv1C } from './av1-sequence';
import { type Box, boxesIn, bytesOf, childrenOf, find, needBytes, viewOf } from './box';
import { box, concatenate } from './box-writer';
import { readableColr } from './colour-box';
import { type DecoderConfig, readDecoderConfig } from './descriptors';
import { rateInEntry, rateInStreamInfo } from './flac';
import { agreedOpus } from './opus';
import { type Pcm, readPcm } from './pcm';

export type TrackKind = 'video' | 'audio';

/** A sample entry of an stsd, ISO/IEC 14496-12 section 8.5.2, fit for any decoder. */
export interface SampleEntry extends DecoderConfig {
  /** Four-character code, e.g. `avc1`. */
  readonly format: string;
  /** The whole box, in the shape the standard gives it. */
  readonly bytes: Uint8Array;
  /** Of uncompressed sound. */
  readonly pcm: Pcm | null;
}

/** Fields before the boxes, after the header: sections 12.1.3 and 12.2.3. */
export const fieldBytes = { video: 78, audio: 28 } as const;

/** What follows the fields of a picture's sample entry. @param bytes of the entry */
export const pictureBoxes = (bytes: Uint8Array): Box[] =>
  boxesIn(viewOf(bytes), 8 + fieldBytes.video, bytes.byteLength);

/** What describes the samples or how they are shown. The rest, QuickTime's leftovers, only confuses parsers. */
const keptTypes = new Set(
  (
    'avcC hvcC lhvC av1C vpcC vvcC dvcC dvvC dvwC esds dOps dfLa dac3 dec3 dac4 mhaC alac ' +
    'colr pasp clap mdcv clli SmDm CoLL amve cclv btrt chnl'
  ).split(' '),
);

const encryptedFormats = new Set(['encv', 'enca', 'drmi', 'drms']);

/**
 * A sample entry rewritten: QuickTime's longer sound descriptions cut to the standard's, the decoder's configuration
 * taken out of their `wave`, unknown boxes left out.
 * @throws FunnelError `media/encrypted`; `media/corrupt` where it is shorter than its fields.
 */
export function readSampleEntry(
  view: DataView,
  entry: Box,
  kind: TrackKind,
  stsdVersion: number,
): SampleEntry {
  if (encryptedFormats.has(entry.type)) throw new FunnelError('media/encrypted', entry.type);
  needBytes(entry, fieldBytes[kind]);
  const fields = new Uint8Array(view.buffer, view.byteOffset + entry.contentStart, fieldBytes[kind]).slice();
  // data_reference_index: an init segment has one data reference, to itself.
  fields.set([0, 1], 6);
  // In an stsd of version 1 the number says something else (AudioSampleEntryV1), and no more fields follow.
  const version = stsdVersion === 0 ? view.getUint16(entry.contentStart + 8) : 0;
  const children =
    kind === 'video'
      ? childrenOf(view, entry, fieldBytes.video)
      : soundChildren(view, entry, fields, version);
  const kept = children.filter(({ type }) => keptTypes.has(type));
  if (entry.type === 'fLaC') tellRate(view, fields, kept);
  const decoderConfigs = kept
    .filter(({ type }) => type === 'esds')
    .map((esds) => readDecoderConfig(view, esds.contentStart + 4, esds.endExclusive));
  const bytes = kept.map((child) => {
    const asWritten = bytesOf(view, child);
    if (child.type === 'dOps') return agreedOpus(asWritten, viewOf(fields));
    if (child.type === 'colr') return readableColr(asWritten);
    return child.type === 'av1C' ? readableAv1C(asWritten) : asWritten;
  });
  return {
    format: entry.type,
    objectTypeIndication: 0,
    audioObjectType: 0,
    specificInfo: new Uint8Array(0),
    ...decoderConfigs[0],
    bytes: box(entry.type, fields, concatenate(bytes)),
    pcm: kind === 'audio' ? readPcm(view, entry, version, children) : null,
  };
}

/** Boxes of a sound description; `fields` become those of version 0. @param version of the description */
function soundChildren(view: DataView, entry: Box, fields: Uint8Array, version: number): Box[] {
  const out = new DataView(fields.buffer);
  out.setUint16(8, 0);
  // QuickTime File Format, "Sound sample description" versions 1 and 2.
  let extraBytes = version === 1 ? 16 : 0;
  if (version === 2) {
    extraBytes = 36;
    needBytes(entry, fieldBytes.audio + extraBytes);
    const sampleRate = view.getFloat64(entry.contentStart + 32);
    out.setUint16(16, Math.min(view.getUint32(entry.contentStart + 40), 0xffff));
    out.setUint32(24, sampleRate > 0 && sampleRate < 2 ** 16 ? Math.round(sampleRate) * 2 ** 16 : 0);
  }
  const children = childrenAfter(view, entry, fieldBytes.audio + extraBytes);
  return children.flatMap((child) => (child.type === 'wave' ? childrenOf(view, child) : [child]));
}

/** FLAC of a rate too high for its field: some writers leave it 0, and Firefox takes no such sound. */
function tellRate(view: DataView, fields: Uint8Array, children: readonly Box[]): void {
  const out = new DataView(fields.buffer);
  const dfLa = find(children, 'dfLa');
  if (!dfLa || out.getUint32(24) !== 0) return;
  out.setUint32(24, rateInEntry(rateInStreamInfo(view, dfLa.contentStart + 4, dfLa.endExclusive)));
}

/** Some MP4 files claim version 1 and have no fields for it. */
function childrenAfter(view: DataView, entry: Box, bytes: number): Box[] {
  if (bytes === fieldBytes.audio) return childrenOf(view, entry, bytes);
  try {
    return childrenOf(view, entry, bytes);
  } catch {
    return childrenOf(view, entry, fieldBytes.audio);
  }
}

/** The sample entries of an stsd in order. @throws FunnelError as readSampleEntry does, or `media/corrupt` for none. */
export function readSampleEntries(view: DataView, stsd: Box, kind: TrackKind): SampleEntry[] {
  needBytes(stsd, 8);
  const version = view.getUint8(stsd.contentStart);
  const count = view.getUint32(stsd.contentStart + 4);
  const boxes = boxesIn(view, stsd.contentStart + 8, stsd.endExclusive).slice(0, count);
  if (boxes.length === 0) throw new FunnelError('media/corrupt', 'no sample entry');
  return boxes.map((entry) => readSampleEntry(view, entry, kind, version));
}
