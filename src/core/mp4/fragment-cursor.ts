import { FunnelError } from '../errors';
import { lowest } from '../lowest';
import type { Fragment, FragmentCursor } from '../movie';
import { concatenate } from './box-writer';
import { type FragmentWriter, writeFragment } from './fragment-writer';
import type { OpenGroups } from './h264/open-groups';
import { inFileOrder, sampleRuns } from './sample-runs';
import { durationTicks, earliestTicks, presentationTicks, type Timeline } from './timeline';

/** A fragment is held in memory whole, and appended whole: it ends before it outgrows this, whatever its duration. */
const maxFragmentBytes = 64 * 2 ** 20;
/** Nor does its moof: samples of no bytes and no duration would go on for ever. */
const maxFragmentSamples = 2 ** 16;
/** No picture compresses to this; a size beyond it is a lie. */
const maxSampleBytes = 256 * 2 ** 20;

/** A fragment that can be had in other shapes than a moof and an mdat. */
export interface Mp4Fragment extends Fragment {
  writeAs(write: FragmentWriter, read: Parameters<Fragment['write']>[0]): ReturnType<Fragment['write']>;
}

/** Whose samples are cut, and how they are written. */
export interface CutTrack {
  readonly id: number;
  /** Length of the resource. */
  readonly resourceBytes: number;
  /** For fragments written one after the other. */
  readonly openGroups: OpenGroups | null;
  /** Where a track has several sample entries: an init segment of this one alone, from 1, that goes before its samples. */
  readonly initOf?: (descriptionIndex: number) => Uint8Array;
}

/** Walks `timeline` from `firstSample` on. */
export function fragmentCursor(
  track: CutTrack,
  timeline: Timeline,
  firstSample: number,
): FragmentCursor<Mp4Fragment> {
  let position = firstSample;
  return {
    /**
     * @throws FunnelError `media/truncated` at a sample that lies past the end of the file, or after the last one
     * before it, `media/limit` at one too big to hold.
     */
    next(maxSeconds, maxBytes) {
      if (position >= timeline.endSample) {
        if (timeline.table.isCutShort && position >= timeline.table.count) throw truncated(position);
        return null;
      }
      const { endSample, fragment, run } = cutFragment(track, timeline, position, { maxSeconds, maxBytes });
      const isNewDescription = position === firstSample || position === run.firstSample;
      position = endSample;
      return isNewDescription ? introduced(fragment(), track.initOf?.(run.descriptionIndex)) : fragment();
    },
  };
}

const truncated = (sample: number) =>
  new FunnelError('media/truncated', `sample ${sample} past the end of the file`);
/** Where the fragment that begins with sample `first` ends, and how to make it. @throws FunnelError as the cursor does. */
export function cutFragment(
  track: CutTrack,
  timeline: Timeline,
  first: number,
  {
    maxSeconds,
    maxBytes = maxFragmentBytes,
  }: { readonly maxSeconds: number; readonly maxBytes?: number | undefined },
): { endSample: number; run: DescriptionRun; fragment(): Mp4Fragment } {
  const run = descriptionRunAt(timeline, first);
  const endSample = fragmentEnd(
    timeline,
    first,
    run.endSample,
    { maxSeconds, maxBytes },
    track.resourceBytes,
  );
  const fragment = () => makeFragment(track, timeline, first, endSample, run.descriptionIndex);
  return { endSample, run, fragment };
}

function fragmentEnd(
  timeline: Timeline,
  first: number,
  endSample: number,
  { maxSeconds, maxBytes }: { readonly maxSeconds: number; readonly maxBytes: number },
  resourceBytes: number,
): number {
  const { decodeTicks, byteCounts, offsets } = timeline.table;
  const lastTick = decodeTicks.at(first)! + maxSeconds * timeline.timescale;
  let bytes = 0;
  let latestTicks = Number.NEGATIVE_INFINITY;
  let sample = first;
  for (; sample < endSample; sample++) {
    const byteCount = byteCounts.at(sample)!;
    bytes += byteCount;
    const isPastFile = byteCount > 0 && offsets.at(sample)! + byteCount > resourceBytes;
    // Samples of no bytes end no fragment: a film of nothing else would be fragments without number.
    const isLongEnough = bytes > maxBytes || (bytes > 0 && decodeTicks.at(sample + 1)! > lastTick);
    if (sample > first) {
      if (isPastFile || bytes > maxFragmentBytes || sample - first === maxFragmentSamples) break;
      if (isLongEnough && cutsPresentation(timeline, sample, endSample, latestTicks)) break;
    }
    latestTicks = Math.max(latestTicks, presentationTicks(timeline, sample));
    if (isPastFile) throw truncated(sample);
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
  return earliestTicks(timeline, sample, endSample) >= latestTicks;
}

function makeFragment(
  { id: trackId, openGroups }: CutTrack,
  timeline: Timeline,
  firstSample: number,
  endSample: number,
  descriptionIndex: number,
): Mp4Fragment {
  const runs = sampleRuns(timeline.table, firstSample, endSample);
  const samples = { trackId, timeline, firstSample, endSample, descriptionIndex, runs, openGroups };
  let startTicks = Number.POSITIVE_INFINITY;
  let endTicks = Number.NEGATIVE_INFINITY;
  for (let sample = firstSample; sample < endSample; sample++) {
    const ticks = presentationTicks(timeline, sample);
    startTicks = Math.min(startTicks, ticks);
    endTicks = Math.max(endTicks, ticks + durationTicks(timeline.table, sample));
  }
  let progress: OpenGroups['progress'] | undefined;
  return {
    trackId,
    startSeconds: startTicks / timeline.timescale,
    endSeconds: endTicks / timeline.timescale,
    ranges: inFileOrder(runs),
    write: (read) => {
      if (openGroups) {
        // What the buffer had no room for is written once more.
        if (progress === undefined) progress = openGroups.progress;
        openGroups.progress = progress;
      }
      return writeFragment(samples, read);
    },
    writeAs: (write, read) => write(samples, read),
  };
}

/** With an init segment before it. */
const introduced = (fragment: Mp4Fragment, init: Uint8Array | undefined): Mp4Fragment =>
  init ? { ...fragment, write: (read) => concatenate([init, fragment.write(read)]) } : fragment;

/** Samples `[firstSample, endSample)`, which share a sample entry. */
interface DescriptionRun {
  readonly descriptionIndex: number;
  readonly firstSample: number;
  readonly endSample: number;
}

function descriptionRunAt(timeline: Timeline, sample: number): DescriptionRun {
  const runs = timeline.table.descriptionRuns;
  const next = lowest(runs.length, (run) => runs[run]!.firstSample > sample);
  const endSample = Math.min(runs[next]?.firstSample ?? timeline.endSample, timeline.endSample);
  return { ...runs[next - 1]!, endSample };
}
