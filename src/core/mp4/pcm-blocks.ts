import { blockInstants } from './flac';
import type { FragmentSamples } from './fragment-writer';
import { instantBytes, type Pcm } from './pcm';
import { presentationTicks } from './timeline';

/** Uncompressed sound that becomes one frame. */
export interface PcmBlock {
  /** In the fragment's content. */
  readonly startByte: number;
  readonly instants: number;
  /** Decoding time, as in the sample table. */
  readonly startTicks: number;
}

/** Samples that follow each other may be apart by the rounding of their times. */
const roundingSeconds = 0.001;

/**
 * The sound of a fragment in blocks of one size, whatever the file takes for a sample: an instant, or a whole chunk.
 * A gap begins a new one. What would be presented before 0 is left out.
 */
export function pcmBlocks(samples: FragmentSamples, pcm: Pcm): PcmBlock[] {
  const { timescale } = samples.timeline;
  const ticksPerInstant = timescale / pcm.sampleRate;
  const roundingTicks = Math.max(1, roundingSeconds * timescale);
  const runs: { startByte: number; instants: number; startTicks: number }[] = [];
  for (const part of presentedParts(samples, pcm, ticksPerInstant)) {
    const last = runs.at(-1);
    const isNext = last && last.startByte + last.instants * instantBytes(pcm) === part.startByte;
    const gapTicks = last ? part.startTicks - last.startTicks - last.instants * ticksPerInstant : 0;
    if (isNext && Math.abs(gapTicks) <= roundingTicks) last.instants += part.instants;
    else if (part.instants > 0) runs.push({ ...part });
  }
  return runs.flatMap(({ startByte, instants, startTicks }) =>
    Array.from({ length: Math.ceil(instants / blockInstants) }, (_, index) => {
      const before = index * blockInstants;
      return {
        startByte: startByte + before * instantBytes(pcm),
        instants: Math.min(blockInstants, instants - before),
        startTicks: Math.round(startTicks + before * ticksPerInstant),
      };
    }),
  );
}

function* presentedParts(
  { timeline, firstSample, endSample }: FragmentSamples,
  pcm: Pcm,
  ticksPerInstant: number,
): Generator<PcmBlock> {
  const { byteCounts, decodeTicks } = timeline.table;
  let startByte = 0;
  for (let sample = firstSample; sample < endSample; sample++) {
    const bytes = byteCounts.at(sample)!;
    const instants = Math.floor(bytes / instantBytes(pcm));
    const early = Math.ceil(-presentationTicks(timeline, sample) / ticksPerInstant);
    const skipped = Math.min(Math.max(0, early), instants);
    yield {
      startByte: startByte + skipped * instantBytes(pcm),
      instants: instants - skipped,
      startTicks: decodeTicks.at(sample)! + skipped * ticksPerInstant,
    };
    startByte += bytes;
  }
}
