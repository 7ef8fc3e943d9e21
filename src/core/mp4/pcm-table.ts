import { FunnelError } from '../errors';
import { type Box, need } from './box';
import { chunkRuns, type DescriptionRun, noteDescription, readChunkOffsets } from './chunk-map';
import type { SampleEntry } from './sample-entry';
import { readConstantSize, readSampleCount } from './sample-sizes';
import { readSampleTable, type SampleTable } from './sample-table';
import { tableEntries } from './table-box';

const pcmFormats = new Set([
  'raw ',
  'twos',
  'sowt',
  'in24',
  'in32',
  'fl32',
  'fl64',
  'lpcm',
  'ipcm',
  'fpcm',
  'ulaw',
  'alaw',
  'NONE',
]);

/** Sound as it is: each of its samples is one instant, some bytes long, tens of thousands a second. */
export const isPcm = ({ format }: SampleEntry): boolean => pcmFormats.has(format);

/** About a tenth of a second. */
const maxSamplesInOne = 4096;
/** 64 channels of 64 bits are 512. */
const maxBytesPerSample = 1024;

interface Group {
  readonly offset: number;
  readonly sampleCount: number;
}

/**
 * The sample table of PCM with what lies together in a chunk taken as one sample, for a table of single ones
 * would outgrow the sound itself.
 * @param maxSamples the most such groups there is memory for.
 * @throws FunnelError as readSampleTable does.
 */
export function readPcmTable(view: DataView, stbl: readonly Box[], maxSamples: number): SampleTable {
  const bytesPerSample = readConstantSize(view, stbl);
  const stts = tableEntries(view, need(stbl, 'stts'), 8);
  if (bytesPerSample === 0 || bytesPerSample > maxBytesPerSample || stts.count !== 1)
    return readSampleTable(view, stbl, maxSamples);
  const delta = view.getUint32(stts.start + 4);
  const sampleCount = readSampleCount(view, stbl);
  const { groups, descriptionRuns } = readGroups(view, stbl, sampleCount, bytesPerSample, maxSamples);
  const decodeTicks = new Float64Array(groups.length + 1);
  groups.forEach((group, index) => {
    decodeTicks[index + 1] = decodeTicks[index]! + group.sampleCount * delta;
  });
  if (!Number.isSafeInteger(decodeTicks[groups.length])) {
    throw new FunnelError('media/corrupt', 'decoding times past 2^53');
  }
  return {
    count: groups.length,
    offsets: Float64Array.from(groups, ({ offset }) => offset),
    byteCounts: Uint32Array.from(groups, (group) => group.sampleCount * bytesPerSample),
    decodeTicks,
    compositionOffsets: null,
    syncSamples: null,
    descriptionRuns,
  };
}

function readGroups(
  view: DataView,
  stbl: readonly Box[],
  sampleCount: number,
  bytesPerSample: number,
  maxGroups: number,
): { groups: Group[]; descriptionRuns: DescriptionRun[] } {
  const chunks = readChunkOffsets(view, stbl);
  const groups: Group[] = [];
  const descriptionRuns: DescriptionRun[] = [];
  let left = sampleCount;
  for (const run of chunkRuns(view, need(stbl, 'stsc'), chunks.count)) {
    noteDescription(descriptionRuns, groups.length, run.descriptionIndex);
    for (let chunk = run.firstChunk; chunk < run.endChunk && left > 0; chunk++) {
      let offset = chunks.at(chunk);
      const inChunk = Math.min(run.samplesPerChunk, left);
      left -= inChunk;
      for (let done = 0; done < inChunk; done += maxSamplesInOne) {
        if (groups.length === maxGroups) throw new FunnelError('media/limit', 'PCM too long');
        const together = Math.min(maxSamplesInOne, inChunk - done);
        groups.push({ offset, sampleCount: together });
        offset += together * bytesPerSample;
      }
    }
    if (left === 0) return { groups, descriptionRuns };
  }
  throw new FunnelError('media/corrupt', `chunks lack ${left} of ${sampleCount} samples`);
}
