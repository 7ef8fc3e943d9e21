import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ByteSource } from '../../src/core/bytes/source';
import type { Movie, MovieTrack } from '../../src/core/movie';
import { openMovie } from '../../src/core/mp4/open-movie';
import { runTool } from '../media/ffmpeg';
import type { SparseFile } from '../media/mux/write-film';
import { openContent } from '../server/content';

/** How late a film's tracks are in Funnel, by ffmpeg's reading of it (which is also Chromium's own player's). */
export interface Offsets {
  readonly movie: Movie;
  /** In seconds; null where there is no such track, or ffmpeg reads none. */
  readonly video: number | null;
  readonly audio: number | null;
}

/** Compares the times at which samples are presented, found by their place in the file. */
export async function offsetsOf(film: string | SparseFile): Promise<Offsets> {
  const content = openContent(film);
  try {
    const source: ByteSource = {
      byteLength: content.lengthBytes,
      read: ({ start, endExclusive }) => content.read(start, endExclusive - start),
    };
    const movie = await openMovie(source);
    const read = typeof film === 'string' ? packetTimes(film) : onDisk(film, packetTimes);
    // Some films only Funnel reads.
    const times = await read.catch(() => new Map<number, number[]>());
    const offsetOf = async (kind: MovieTrack['kind']) => {
      const track = movie.tracks.find((each) => each.kind === kind);
      return track ? median(await differences(track, source, times)) : null;
    };
    return { movie, video: await offsetOf('video'), audio: await offsetOf('audio') };
  } finally {
    content.close();
  }
}

/** Presentation times of packets by where they lie; where edits show one several times, all of them. */
async function packetTimes(path: string): Promise<Map<number, number[]>> {
  const entries = 'packet=pos,pts_time';
  const output = await runTool('ffprobe', ['-show_entries', entries, '-of', 'json', path]);
  const { packets } = JSON.parse(output.toString()) as { packets: { pos?: string; pts_time?: string }[] };
  const times = new Map<number, number[]>();
  for (const { pos, pts_time } of packets) {
    if (pos === undefined || pts_time === undefined) continue;
    times.set(Number(pos), [...(times.get(Number(pos)) ?? []), Number(pts_time)]);
  }
  return times;
}

async function differences(
  track: MovieTrack,
  source: ByteSource,
  times: ReadonlyMap<number, readonly number[]>,
): Promise<number[]> {
  const found: number[] = [];
  const cursor = track.seek(0);
  for (let fragment = cursor.next(0); fragment || cursor.unread; fragment = cursor.next(0)) {
    if (!fragment) {
      cursor.unread!.take(await source.read(cursor.unread!.range));
      continue;
    }
    const { ranges, startSeconds } = fragment;
    const inside = [...times].flatMap(([position, seconds]) =>
      ranges.some(({ start, endExclusive }) => position >= start && position < endExclusive) ? [seconds] : [],
    );
    if (inside.length === 0) continue;
    // The earliest picture of those that go together, at the time it is shown next to when Funnel shows it.
    const away = inside[0]!.map(
      (_, showing) => startSeconds - Math.min(...inside.map((each) => each[showing] ?? Infinity)),
    );
    found.push(away.reduce((least, each) => (Math.abs(each) < Math.abs(least) ? each : least)));
  }
  return found;
}

function median(values: readonly number[]): number | null {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? null;
}

/** A film as a file, its holes holes. */
async function onDisk<T>({ lengthBytes, parts }: SparseFile, use: (path: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'formats-'));
  const path = join(folder, 'film.mp4');
  try {
    const file = await open(path, 'w');
    await file.truncate(lengthBytes);
    for (const { start, bytes } of parts) await file.write(bytes, 0, bytes.byteLength, start);
    await file.close();
    return await use(path);
  } finally {
    await rm(folder, { recursive: true });
  }
}
