import { byteRange } from '../bytes/range';
import { box, concatenate, fullBox } from './box-writer';
import { type FlacStream, rateInEntry, streamInfo, writeFlacFrame } from './flac';
import { type FragmentSamples, writeFragment } from './fragment-writer';
import { instantBytes, type Pcm } from './pcm';
import { type PcmBlock, pcmBlocks } from './pcm-blocks';
import { flacBits, valueReader } from './pcm-values';
import { fieldBytes } from './sample-entry';
import type { Shape } from './shape';

/**
 * Uncompressed sound as FLAC that compresses nothing: Media Source takes no PCM. Of whole numbers of up to 24 bits
 * not one is changed.
 * @param writeInit makes the init segment of a sample entry
 */
export function pcmAsFlac(pcm: Pcm, writeInit: (sampleEntry: Uint8Array) => Uint8Array<ArrayBuffer>): Shape {
  const stream = { ...pcm, bits: flacBits(pcm) };
  return {
    mimeType: 'audio/mp4; codecs="flac"',
    initSegment: writeInit(sampleEntry(stream)),
    write(samples, read) {
      const valueAt = valueReader(pcm, concatenate(samples.runs.map(read)));
      const { timescale, decodeShiftTicks } = samples.timeline;
      const blocks = pcmBlocks(samples, pcm);
      const frames = blocks.map(({ startByte, instants, startTicks }) => {
        const first = Math.round(((startTicks + decodeShiftTicks) / timescale) * pcm.sampleRate);
        return writeFlacFrame(stream, first, instants, (instant, channel) =>
          valueAt(startByte + instant * instantBytes(pcm) + channel * pcm.bytes),
        );
      });
      const content = concatenate(frames);
      const inFrames = samplesInFrames(samples, pcm, blocks, frames);
      return writeFragment({ ...inFrames, runs: [byteRange(0, content.byteLength)] }, () => content);
    },
  };
}

/** The same samples, numbered on from the first, each as long as its block and its frame. */
function samplesInFrames(
  samples: FragmentSamples,
  pcm: Pcm,
  blocks: readonly PcmBlock[],
  frames: readonly Uint8Array[],
): FragmentSamples {
  const { timeline, firstSample } = samples;
  const last = blocks.at(-1);
  const lastTicks = last ? (last.instants * timeline.timescale) / pcm.sampleRate : 0;
  const starts = blocks.map(({ startTicks }) => startTicks);
  const ticks = last ? [...starts, Math.round(last.startTicks + lastTicks)] : [0];
  const table = {
    ...timeline.table,
    count: firstSample + blocks.length,
    byteCounts: { at: (sample: number) => frames[sample - firstSample]?.byteLength },
    decodeTicks: { at: (sample: number) => ticks[sample - firstSample] },
    compositionOffsets: null,
    syncSamples: null,
  };
  return {
    ...samples,
    timeline: { ...timeline, table, moved: new Map() },
    endSample: table.count,
  };
}

/** "Encapsulation of FLAC in ISO Base Media File Format", section 3.3. */
function sampleEntry(stream: FlacStream): Uint8Array {
  const fields = new DataView(new ArrayBuffer(fieldBytes.audio));
  fields.setUint16(6, 1);
  fields.setUint16(16, stream.channels);
  fields.setUint16(18, stream.bits);
  fields.setUint32(24, rateInEntry(stream.sampleRate));
  return box('fLaC', new Uint8Array(fields.buffer), fullBox('dfLa', 0, 0, streamInfo(stream)));
}
