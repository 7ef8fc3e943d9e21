import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import type { ByteRange } from '../../src/core/bytes/range';
import type { Fragment, MovieTrack } from '../../src/core/movie';
import { openMovie } from '../../src/core/mp4/open-movie';
import { chooseTracks, inPlayableShape } from '../../src/player/choose-tracks';
import { nextOf } from '../core/mp4/fragmented-films';
import { memorySource } from '../core/mp4/memory-source';
import { encoded } from '../formats/encoded';
import { clip, partsOf } from '../formats/row';
import { oneAfterAnother } from '../media/mux/interleave';
import { ftyp, inMemory, writeFilm } from '../media/mux/write-film';

const mp3 = ['-c:a', 'libmp3lame', '-b:a', '96k'];
const open = async (...audio: string[]) => openMovie(memorySource(await readFile(await encoded({ audio }))));
const plays =
  (...types: string[]) =>
  ({ mimeType }: MovieTrack) =>
    types.some((type) => mimeType.startsWith(type));

test('what cannot be decoded is left out, and the viewer is told what', async () => {
  const movie = await open('-c:a', 'ac3');
  const choice = (canPlay: (track: MovieTrack) => boolean) => {
    const { tracks, missing } = chooseTracks(movie, canPlay, 0);
    return { kinds: tracks.map(({ kind }) => kind), missing };
  };
  expect(choice(plays('video', 'audio'))).toEqual({ kinds: ['video', 'audio'], missing: null });
  expect(choice(plays('video'))).toEqual({
    kinds: ['video'],
    missing: { code: 'media/audio-unsupported', detail: 'audio/mp4; codecs="ac-3"' },
  });
  expect(choice(plays('audio'))).toMatchObject({
    kinds: ['audio'],
    missing: { code: 'media/video-unsupported' },
  });
  expect(() => choice(plays())).toThrow('media/codec-unsupported');
});

test('MP3 in boxes where a browser takes it so, else as bare frames', async () => {
  const movie = await open(...mp3);
  const chosen = (...types: string[]) => chooseTracks(movie, plays('video', ...types), 0).tracks[1];
  expect(chosen('audio/mp4; codecs="mp3"', 'audio/mpeg')?.mimeType).toBe('audio/mp4; codecs="mp3"');
  const bare = chosen('audio/mpeg')!;
  expect(bare).toMatchObject({ mimeType: 'audio/mpeg', kind: 'audio' });
  const boxed = chosen('audio/mp4')!;
  const [a, b] = [bare, boxed].map((track) => track.seek(2).next(1)!);
  expect([a!.startSeconds, a!.endSeconds, a!.ranges]).toEqual([b!.startSeconds, b!.endSeconds, b!.ranges]);
  const bytes = a!.write(({ start, endExclusive }) => new Uint8Array(endExclusive - start).fill(7));
  expect(bytes).toEqual(
    new Uint8Array(a!.ranges.reduce((sum, { start, endExclusive }) => sum + endExclusive - start, 0)).fill(7),
  );
});

test('bare frames of a film whose index is read as it plays', async () => {
  const after = ['-movflags', 'frag_keyframe+empty_moov+default_base_moof'];
  const file = await readFile(await encoded({ audio: mp3, after }));
  const { tracks } = await openMovie(memorySource(file));
  const boxed = tracks.find(({ kind }) => kind === 'audio')!;
  const bare = inPlayableShape(boxed, plays('audio/mpeg'))!;
  const read = ({ start, endExclusive }: ByteRange) => file.subarray(start, endExclusive);
  const cursors = [bare.seek(0), boxed.seek(0)] as const;
  const [frames, samples] = cursors.map((cursor) => {
    const fragments: Fragment[] = [];
    for (let each = nextOf(cursor, file, 1); each; each = nextOf(cursor, file, 1)) fragments.push(each);
    return fragments;
  });
  expect(frames!.length).toBeGreaterThan(3);
  expect(Buffer.concat(frames!.map(({ write }) => write(read)))).toEqual(
    Buffer.concat(samples!.flatMap(({ ranges }) => ranges.map(read))),
  );
  expect(bare.endSeconds).toBeCloseTo(4, 0);
});

test.each(['sound', 'picture'] as const)(
  'where the file ends before the %s does, the viewer is told',
  async (last) => {
    const parts = await partsOf(await clip());
    const tracks = last === 'sound' ? parts : parts.toReversed();
    const layout = [ftyp(), 'moov', { mdat: oneAfterAnother(tracks) }] as const;
    const whole = inMemory(writeFilm({ tracks, layout }));
    const lastBytes = tracks[1]!.samples.reduce((sum, { bytes }) => sum + bytes.byteLength, 0);
    const choose = async (share: number, startSeconds: number) => {
      const bytes = whole.subarray(0, whole.length - (1 - share) * lastBytes);
      const { tracks, missing } = chooseTracks(
        await openMovie(memorySource(bytes)),
        () => true,
        startSeconds,
      );
      return { kinds: tracks.map(({ kind }) => kind), told: missing?.code };
    };
    expect(await choose(1, 3)).toEqual({
      kinds: expect.arrayContaining(['video', 'audio']),
      told: undefined,
    });
    // A picture stays, as its last frame does.
    if (last === 'sound') expect(await choose(0.5, 3)).toEqual({ kinds: ['video'], told: 'media/truncated' });
    const other = last === 'sound' ? 'video' : 'audio';
    expect(await choose(0, 0)).toEqual({ kinds: [other], told: 'media/truncated' });
  },
);
