import { FunnelError } from '../errors';
import type { Fragment, FragmentCursor } from '../movie';
import { writeFragment } from './fragment-writer';
import { inFileOrder, sampleRuns } from './sample-runs';
import { durationTicks, presentationTicks, type Timeline } from './timeline';

/** A fragment is held in memory whole, and appended whole: it ends before it outgrows this, whatever its duration. */
const maxFragmentBytes = 64 * 2 ** 20;
/** No picture compresses to this; a size beyond it is a lie. */
const maxSampleBytes = 256 * 2 ** 20;

/** How far pictures are decoded before they are shown: the decoded picture buffer of H.264 and HEVC holds no more. */
const maxReorderedSamples = 16;

/** Walks `timeline` from `firstSample` on. @param resourceBytes length of the resource. */
export function fragmentCursor(
  trackId: number,
  timeline: Timeline,
  firstSample: number,
  resourceBytes: number,
): FragmentCursor {
  let position = firstSample;
  return {
    /**
     * @throws FunnelError `media/corrupt` at a sample that lies past the end of the file (a film cut short plays
     * that far), `media/limit` at one too big to hold.
     */
    next(maxSeconds, maxBytes = maxFragmentBytes) {
      if (position >= timeline.endSample) return null;
      const runEnd = descriptionRunAt(timeline, position);
      const end = fragmentEnd(timeline, position, runEnd.endSample, { maxSeconds, maxBytes }, resourceBytes);
      const fragment = makeFragment(trackId, timeline, position, end, runEnd.descriptionIndex);
      position = end;
      return fragment;
    },
  };
}

function fragmentEnd(
  timeline: Timeline,
  first: number,
  endSample: number,
  { maxSeconds, maxBytes }: { readonly maxSeconds: number; readonly maxBytes: number },
  resourceBytes: number,
): number {
  const { decodeTicks, byteCounts, offsets } = timeline.table;
  const lastTick = decodeTicks[first]! + maxSeconds * timeline.timescale;
  let bytes = 0;
  let latestTicks = Number.NEGATIVE_INFINITY;
  let sample = first;
  for (; sample < endSample; sample++) {
    const byteCount = byteCounts[sample]!;
    bytes += byteCount;
    const isPastFile = byteCount > 0 && offsets[sample]! + byteCount > resourceBytes;
    const isLongEnough = decodeTicks[sample + 1]! > lastTick || bytes > maxBytes;
    if (sample > first) {
      if (isPastFile || bytes > maxFragmentBytes) break;
      if (isLongEnough && cutsPresentation(timeline, sample, endSample, latestTicks)) break;
    }
    latestTicks = Math.max(latestTicks, presentationTicks(timeline, sample));
    if (isPastFile) throw new FunnelError('media/corrupt', `sample ${sample} past the end of the file`);
    if (byteCount > maxSampleBytes) throw new FunnelError('media/limit', `sample of ${byteCount} bytes`);
  }
  return sample;
}

/**
 * Whether everything from `sample` on is shown after what came before. Firefox shows a picture until the next one
 * of its fragment: with one in between that comes in a later fragment, a seek there would stop at the wrong picture.
 * @param latestTicks latest presentation time before `sample`
 */
function cutsPresentation(
  timeline: Timeline,
  sample: number,
  endSample: number,
  latestTicks: number,
): boolean {
  if (!timeline.table.compositionOffsets) return true;
  const end = Math.min(sample + maxReorderedSamples, endSample);
  for (let later = sample; later < end; later++) {
    if (presentationTicks(timeline, later) < latestTicks) return false;
  }
  return true;
}

function makeFragment(
  trackId: number,
  timeline: Timeline,
  firstSample: number,
  endSample: number,
  descriptionIndex: number,
): Fragment {
  const runs = sampleRuns(timeline.table, firstSample, endSample);
  const samples = { trackId, timeline, firstSample, endSample, descriptionIndex, runs };
  let startTicks = Number.POSITIVE_INFINITY;
  let endTicks = Number.NEGATIVE_INFINITY;
  for (let sample = firstSample; sample < endSample; sample++) {
    const ticks = presentationTicks(timeline, sample);
    startTicks = Math.min(startTicks, ticks);
    endTicks = Math.max(endTicks, ticks + durationTicks(timeline.table, sample));
  }
  return {
    trackId,
    startSeconds: startTicks / timeline.timescale,
    endSeconds: endTicks / timeline.timescale,
    ranges: inFileOrder(runs),
    write: (read) => writeFragment(samples, read),
  };
}

/** The sample entry of `sample`, and where the samples it describes end. */
function descriptionRunAt(
  timeline: Timeline,
  sample: number,
): { descriptionIndex: number; endSample: number } {
  const runs = timeline.table.descriptionRuns;
  let low = 0;
  let high = runs.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if (runs[middle]!.firstSample <= sample) low = middle;
    else high = middle - 1;
  }
  const endSample = Math.min(runs[low + 1]?.firstSample ?? timeline.endSample, timeline.endSample);
  return { descriptionIndex: runs[low]!.descriptionIndex, endSample };
}
