import { createHash } from 'node:crypto';
import { createFile, MP4BoxBuffer } from 'mp4box';
import type { Fragment, FragmentCursor, Movie, MovieTrack } from '../../../src/core/movie';
import { openMovie } from '../../../src/core/mp4/open-movie';
import { film, filmBytes, recipes } from './films';
import { type MemorySource, memorySource } from './memory-source';
import { remux } from './whole-track';

/** Films of the same samples, fragmented in the ways ffmpeg knows. */
export const waysToFragment = {
  hybrid: '-movflags frag_keyframe',
  emptyMoov: '-movflags frag_keyframe+empty_moov',
  delayedMoov: '-movflags frag_keyframe+delay_moov',
  baseIsMoof: '-movflags frag_keyframe+delay_moov+default_base_moof',
  noBaseOffset: '-movflags frag_keyframe+delay_moov+omit_tfhd_offset',
  separateMoofs: '-movflags frag_keyframe+delay_moov+separate_moof+default_base_moof',
  everyFrame: '-movflags frag_every_frame+delay_moov+default_base_moof',
  dash: '-movflags dash+delay_moov -frag_duration 700000',
  globalSidx: '-movflags dash+global_sidx+delay_moov+frag_keyframe',
  noTrailer: '-movflags frag_keyframe+delay_moov+default_base_moof+skip_trailer',
  severalRuns: '-movflags frag_keyframe+delay_moov+skip_trailer -frag_interleave 4',
} as const;

export type WayToFragment = keyof typeof waysToFragment;
export const everyWay = Object.keys(waysToFragment) as WayToFragment[];

export const fragmented = (way: WayToFragment, recipe: string = recipes.faststart): Uint8Array<ArrayBuffer> =>
  filmBytes(`-i ${film(recipe)} -map 0 -c copy ${waysToFragment[way]}`);

/** What a cursor says next, whatever must be read for it. */
export function nextOf(cursor: FragmentCursor, file: Uint8Array, seconds: number): Fragment | null {
  for (;;) {
    const fragment = cursor.next(seconds);
    if (fragment || !cursor.unread) return fragment;
    const { start, endExclusive } = cursor.unread.range;
    if (endExclusive > file.byteLength || endExclusive <= start) throw new Error('reads outside the file');
    cursor.unread.take(file.subarray(start, endExclusive));
  }
}

export interface Sample {
  readonly decodeTicks: number;
  readonly presentationTicks: number;
  readonly isSync: boolean;
  readonly hash: string;
}

/** Every sample from a time on, as another reader of MP4 finds it in what is appended. */
export function samplesFrom(
  track: MovieTrack,
  file: Uint8Array,
  fromSeconds: number,
  cutSeconds = 0.3,
): Sample[] {
  const cursor = track.seek(fromSeconds);
  const fragments: Fragment[] = [];
  for (let each = nextOf(cursor, file, cutSeconds); each; each = nextOf(cursor, file, cutSeconds)) {
    fragments.push(each);
  }
  return samplesOf(remux(file, track, fragments));
}

export function samplesOf(bytes: Uint8Array): Sample[] {
  const parsed = createFile();
  const buffer = new MP4BoxBuffer(bytes.byteLength);
  new Uint8Array(buffer).set(bytes);
  parsed.appendBuffer(buffer, true);
  const [track] = parsed.getInfo().tracks;
  return parsed.getTrackSamplesInfo(track!.id)!.map(({ dts, cts, is_sync, offset, size }) => ({
    decodeTicks: dts,
    presentationTicks: cts,
    isSync: is_sync,
    hash: createHash('md5')
      .update(bytes.subarray(offset, offset + size))
      .digest('hex'),
  }));
}

/** Reads what tells where a film ends, if it doesn't say; as a player does once it plays. */
export function endOf({ tracks }: Movie, file: Uint8Array): number {
  for (let unread = tracks[0]!.readEnd?.(); unread; unread = tracks[0]!.readEnd?.()) {
    unread.take(file.subarray(unread.range.start, unread.range.endExclusive));
  }
  return Math.max(...tracks.map(({ endSeconds }) => endSeconds));
}

export async function opened(bytes: Uint8Array): Promise<{ movie: Movie; source: MemorySource }> {
  const source = memorySource(bytes);
  return { movie: await openMovie(source), source };
}
