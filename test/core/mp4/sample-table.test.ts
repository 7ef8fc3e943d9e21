import { createFile, MP4BoxBuffer, type Sample } from 'mp4box';
import { describe, expect, test } from 'vitest';
import { boxesIn, childrenOf, need, viewOf } from '../../../src/core/mp4/box';
import { readSampleTable, type SampleTable } from '../../../src/core/mp4/sample-table';
import { readTrackBoxes, type TrackBoxes } from '../../../src/core/mp4/track-boxes';
import { filmBytes, filmNames, recipes } from './films';

function wholeFileByMp4box(bytes: Uint8Array): (trackId: number) => Sample[] {
  const file = createFile();
  const buffer = new MP4BoxBuffer(bytes.byteLength);
  new Uint8Array(buffer).set(bytes);
  file.appendBuffer(buffer, true);
  return (trackId) => file.getTrackSamplesInfo(trackId) ?? [];
}

function tables(bytes: Uint8Array): { track: TrackBoxes; table: SampleTable }[] {
  const view = viewOf(bytes);
  const moov = childrenOf(view, need(boxesIn(view, 0, bytes.byteLength), 'moov'));
  return moov
    .filter(({ type }) => type === 'trak')
    .map((trak) => readTrackBoxes(view, trak)!)
    .map((track) => ({ track, table: readSampleTable(view, track.stbl, track.timescale, 1e6) }));
}

const rows = (table: SampleTable) =>
  Array.from({ length: table.count }, (_, sample) => ({
    offset: table.offsets.at(sample),
    size: table.byteCounts.at(sample),
    dts: table.decodeTicks.at(sample),
    cts: table.decodeTicks.at(sample)! + (table.compositionOffsets?.at(sample) ?? 0),
    duration: table.decodeTicks.at(sample + 1)! - table.decodeTicks.at(sample)!,
    sync: table.syncSamples === null || table.syncSamples.includes(sample),
    description: table.descriptionRuns.findLast(({ firstSample }) => firstSample <= sample)?.descriptionIndex,
  }));

describe('sample tables equal those mp4box makes of the whole file', () => {
  test.each(filmNames)('%s', { timeout: 60_000 }, (name) => {
    const bytes = filmBytes(recipes[name]);
    const samplesOf = wholeFileByMp4box(bytes);
    const found = tables(bytes);
    expect(found.length).toBeGreaterThan(0);
    for (const { track, table } of found) {
      const expected = samplesOf(track.id).map((sample) => ({
        offset: sample.offset,
        size: sample.size,
        dts: sample.dts,
        cts: sample.cts,
        duration: sample.duration,
        sync: sample.is_sync,
        description: sample.description_index + 1,
      }));
      // For how long the last one lasts is told by stts; mp4box takes what mdhd leaves for it.
      const ofLast = { duration: expect.any(Number) };
      expect(rows(table)).toEqual(expected.with(-1, { ...expected.at(-1)!, ...ofLast }));
    }
  });
});
