import {
  type Box,
  boxesIn,
  bytesOf,
  childrenOf,
  find,
  fourCharacterCode,
  need,
  viewOf,
} from '../../../src/core/mp4/box';
import { readSampleTable } from '../../../src/core/mp4/sample-table';
import type { EditEntry, Sample, TrackParts } from './parts';

/** The tracks of an MP4 that ffmpeg wrote, every kind of them. */
export function takeApart(file: Uint8Array): TrackParts[] {
  const view = viewOf(file);
  const moov = childrenOf(view, need(boxesIn(view, 0, file.byteLength), 'moov'));
  return moov.filter(({ type }) => type === 'trak').map((trak) => takeTrack(view, childrenOf(view, trak)));
}

/** The first track of its kind. */
export function trackOf(tracks: readonly TrackParts[], handler: 'vide' | 'soun'): TrackParts {
  const track = tracks.find((each) => each.handler === handler);
  if (!track) throw new Error(`no ${handler}`);
  return track;
}

function takeTrack(view: DataView, trak: readonly Box[]): TrackParts {
  const tkhd = need(trak, 'tkhd');
  const mdia = childrenOf(view, need(trak, 'mdia'));
  const minf = childrenOf(view, need(mdia, 'minf'));
  const stbl = childrenOf(view, need(minf, 'stbl'));
  const stsd = need(stbl, 'stsd');
  return {
    handler: fourCharacterCode(view, need(mdia, 'hdlr').contentStart + 8),
    timescale: view.getUint32(need(mdia, 'mdhd').contentStart + 12),
    mediaHeader: bytesOf(view, minf.find(({ type }) => /^([vsn]|gm)mhd$|^gmhd$/.test(type))!).slice(),
    sampleEntries: childrenOf(view, stsd, 8).map((entry) => bytesOf(view, entry).slice()),
    widthPx: view.getUint16(tkhd.endExclusive - 8),
    heightPx: view.getUint16(tkhd.endExclusive - 4),
    samples: takeSamples(view, stbl),
    edits: takeEdits(view, trak),
  };
}

function takeSamples(view: DataView, stbl: readonly Box[]): Sample[] {
  // No sample is too short to stand for itself.
  const table = readSampleTable(view, stbl, 1, 10_000_000);
  const sync = table.syncSamples && new Set(table.syncSamples);
  return Array.from({ length: table.count }, (_, index) => {
    const start = view.byteOffset + table.offsets.at(index)!;
    return {
      bytes: new Uint8Array(view.buffer, start, table.byteCounts.at(index)!).slice(),
      durationTicks: table.decodeTicks.at(index + 1)! - table.decodeTicks.at(index)!,
      offsetTicks: table.compositionOffsets?.at(index) ?? 0,
      isSync: sync?.has(index) ?? true,
      descriptionIndex: table.descriptionRuns.findLast((run) => run.firstSample <= index)!.descriptionIndex,
    };
  });
}

/** ffmpeg writes version 0 for films this short. */
function takeEdits(view: DataView, trak: readonly Box[]): EditEntry[] {
  const edts = find(trak, 'edts');
  if (!edts) return [];
  const elst = need(childrenOf(view, edts), 'elst');
  return Array.from({ length: view.getUint32(elst.contentStart + 4) }, (_, index) => {
    const position = elst.contentStart + 8 + 12 * index;
    return {
      durationTicks: view.getUint32(position),
      mediaTicks: view.getInt32(position + 4),
      rate: view.getInt32(position + 8) / 2 ** 16,
    };
  });
}
