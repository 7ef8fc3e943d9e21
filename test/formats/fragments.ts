import { box } from '../../src/core/mp4/box-writer';
import type { TrackParts } from '../media/mux/parts';
import { ftyp } from '../media/mux/write-film';
import {
  emsg,
  type FragmentedPlan,
  fragmentsOf,
  type Moof,
  prft,
  type Sidx,
  styp,
  type Traf,
  writeFragmented,
} from '../media/mux/write-fragments';
import { edited, unshifted } from './edits';
import { clip, clipped, type FormatGroup, type FormatRow, late, partsOf } from './row';

type Tracks = readonly TrackParts[];

/** A row whose film is a clip in fragments. */
const fragmented = (
  name: string,
  plan: (...tracks: readonly [TrackParts, TrackParts]) => FragmentedPlan,
  { recipe, ...more }: Partial<FormatRow> & { readonly recipe?: Parameters<typeof clip>[0] } = {},
): FormatRow => ({
  name: `fragments: ${name}`,
  async make() {
    const [video, audio] = await partsOf(await clip(recipe));
    return writeFragmented(plan(video!, audio!));
  },
  ...more,
});

const inSeconds = (tracks: Tracks, choices: Partial<Traf> = {}) => fragmentsOf(tracks, 1, choices);

const plain = (tracks: Tracks, moofs: readonly Moof[] = inSeconds(tracks)): FragmentedPlan => ({
  tracks,
  layout: [ftyp('iso6'), 'moov', ...moofs],
});

const junk = new Uint8Array(200).fill(0x2a);

/** Half of the film in each of two indexes, and one of those. */
function indexTree(tracks: Tracks): { moofs: Moof[]; halves: Sidx[]; halvesOf: (half: number) => Moof[] } {
  const moofs = fragmentsOf(tracks, 0.5);
  const middle = moofs.length >> 1;
  const halvesOf = (half: number) => (half === 0 ? moofs.slice(0, middle) : moofs.slice(middle));
  const halves = [0, 1].map((half): Sidx => ({ sidx: halvesOf(half).map((moof) => [moof]) }));
  return { moofs, halves, halvesOf };
}

/** Without the edits ffmpeg made: what is first decoded is presented first. */
const unedited = (track: TrackParts): TrackParts => ({ ...track, edits: [] });

export const places: FormatGroup = {
  title: 'Fragments: where things lie',
  rows: [
    fragmented('a second each', (...tracks) => plain(tracks)),
    fragmented('of single samples', (...tracks) => plain(tracks, fragmentsOf(tracks, 0.01))),
    fragmented('a track each', (...tracks) =>
      plain(
        tracks,
        inSeconds(tracks).flatMap(({ moof }) => moof.map((traf) => ({ moof: [traf] }))),
      ),
    ),
    fragmented('styp, emsg, prft, free and uuid between them', (...tracks) => ({
      tracks,
      layout: [
        styp(),
        ftyp('iso6'),
        box('free', junk),
        'moov',
        ...inSeconds(tracks).flatMap((moof) => [
          styp(),
          prft(),
          emsg(),
          box('uuid', junk),
          moof,
          box('free', junk),
        ]),
      ],
    })),
    fragmented('empty ones among them', (...tracks) =>
      plain(
        tracks,
        inSeconds(tracks).flatMap((moof) => [
          { moof: [] },
          { moof: [{ track: 0, first: 0, end: 0 }] },
          moof,
          { moof: [] },
        ]),
      ),
    ),
    fragmented('the moov again between them', (...tracks) => ({
      tracks,
      layout: [ftyp('iso6'), 'moov', ...inSeconds(tracks).flatMap((moof) => [moof, 'moov' as const])],
    })),
    fragmented('one before the moov', (...tracks) => {
      const [first, ...moofs] = inSeconds(tracks);
      return { tracks, layout: [ftyp('iso6'), first!, 'moov', ...moofs] };
    }),
    clipped(
      'fragments: the first second in the moov',
      { extraArgs: ['-movflags', 'frag_keyframe'] },
      { truth: unshifted },
    ),
  ],
};

export const indexes: FormatGroup = {
  title: 'Fragments: indexes',
  rows: [
    fragmented('sidx, version 1, something before what it tells of', (...tracks) => {
      const moofs = inSeconds(tracks);
      const sidx: Sidx = { sidx: moofs.map((moof) => [moof]), version: 1 };
      return { tracks, layout: [ftyp('iso6'), 'moov', sidx, box('free', junk), ...moofs] };
    }),
    fragmented('a sidx before the moov', (...tracks) => {
      const moofs = inSeconds(tracks);
      const sidx: Sidx = { sidx: moofs.map((moof) => [moof]) };
      return { tracks, layout: [sidx, ftyp('iso6'), 'moov', ...moofs] };
    }),
    fragmented('a sidx for each track', (...tracks) => {
      const moofs = inSeconds(tracks);
      const sidxs = [0, 1].map((track): Sidx => ({ sidx: moofs.map((moof) => [moof]), track }));
      return { tracks, layout: [ftyp('iso6'), 'moov', ...sidxs, ...moofs] };
    }),
    fragmented('a sidx for each fragment', (...tracks) => ({
      tracks,
      layout: [
        ftyp('iso6'),
        'moov',
        ...inSeconds(tracks).flatMap((moof) => [styp(), { sidx: [[moof]] }, moof]),
      ],
    })),
    fragmented('a sidx of others, each before its half of the film', (...tracks) => {
      const { halves, halvesOf } = indexTree(tracks);
      const parts = halves.map((sidx, half) => [sidx, ...halvesOf(half)]);
      return { tracks, layout: [ftyp('iso6'), 'moov', { sidx: parts }, ...parts.flat()] };
    }),
    fragmented('a sidx of others, all before the film', (...tracks) => {
      const { moofs, halves } = indexTree(tracks);
      const top: Sidx = { sidx: halves.map((sidx) => [sidx]), version: 1 };
      return { tracks, layout: [ftyp('iso6'), 'moov', top, ...halves, ...moofs] };
    }),
    fragmented('a mehd of an hour', (...tracks) => ({ ...plain(tracks), mehdTicks: 3_600_000 })),
  ],
};

export const tables: FormatGroup = {
  title: 'Fragments: tables',
  rows: [
    fragmented('absolute data offsets', (...tracks) =>
      plain(tracks, inSeconds(tracks, { base: 'absolute' })),
    ),
    fragmented('data offsets told by what came before', (...tracks) =>
      plain(tracks, inSeconds(tracks, { base: 'implicit' })),
    ),
    fragmented('runs of three samples', (...tracks) => plain(tracks, inSeconds(tracks, { runLength: 3 }))),
    fragmented('defaults in tfhd', (...tracks) => plain(tracks, inSeconds(tracks, { defaults: 'tfhd' }))),
    fragmented('defaults in trex', (...tracks) => plain(tracks, inSeconds(tracks, { defaults: 'trex' }))),
    fragmented('several parts of a track in one', (...tracks) =>
      plain(
        tracks,
        inSeconds(tracks).map(({ moof }) => ({
          moof: moof.flatMap((traf) => {
            const middle = (traf.first + traf.end) >> 1;
            return [
              { ...traf, end: middle },
              { ...traf, first: middle },
            ];
          }),
        })),
      ),
    ),
    fragmented('tfdt of 32 bits', (...tracks) => plain(tracks, inSeconds(tracks, { tfdtBits: 32 }))),
    fragmented('no tfdt', (...tracks) => plain(tracks, inSeconds(tracks, { tfdtBits: 0 }))),
  ],
};

export const times: FormatGroup = {
  title: 'Fragments: starts and ends',
  rows: [
    fragmented('from second 100000 of a live stream', (...tracks) => ({
      ...plain(tracks),
      startSeconds: [100_000, 100_000],
    })),
    fragmented('from second 100000, with sidx', (...tracks) => {
      const moofs = inSeconds(tracks);
      return {
        tracks,
        layout: [ftyp('iso6'), 'moov', { sidx: moofs.map((moof) => [moof]), version: 1 as const }, ...moofs],
        startSeconds: [100_000, 100_000],
      };
    }),
    fragmented('from second 10', (...tracks) => ({ ...plain(tracks), startSeconds: [10, 10] })),
    fragmented('no edits', (...tracks) => plain(tracks.map(unedited)), { truth: unshifted }),
    fragmented('both half a second late (tfdt)', (...tracks) => ({
      ...plain(tracks),
      startSeconds: [0.5, 0.5],
    })),
    fragmented(
      'picture half a second late (tfdt)',
      (...tracks) => ({ ...plain(tracks), startSeconds: [0.5, 0] }),
      { truth: { durationSeconds: 4.5, frameAt: late(0.5), soundLateSeconds: -0.5 } },
    ),
    fragmented(
      'sound half a second late (tfdt)',
      (...tracks) => ({ ...plain(tracks), startSeconds: [0, 0.5] }),
      { truth: { durationSeconds: 4.5, frameAt: late(0), soundLateSeconds: 0.5 } },
    ),
    fragmented('sound two seconds late (tfdt)', (...tracks) => ({ ...plain(tracks), startSeconds: [0, 2] }), {
      truth: { durationSeconds: 6, frameAt: late(0), soundLateSeconds: 2 },
    }),
    fragmented(
      'picture half a second late (empty edit)',
      (video, audio) => plain([edited(video, [0.5, { from: 0, to: 4 }]), audio]),
      { truth: { durationSeconds: 4.5, frameAt: late(0.5), soundLateSeconds: -0.5 } },
    ),
    fragmented(
      'sound half a second late (empty edit)',
      (video, audio) => plain([video, edited(audio, [0.5, { from: 0, to: 4 }])]),
      { truth: { durationSeconds: 4.5, frameAt: late(0), soundLateSeconds: 0.5 } },
    ),
    fragmented(
      'first 0.4 s cut, between sync samples',
      (...tracks) => plain(tracks.map((track) => edited(track, [{ from: 0.4, to: 4 }]))),
      { truth: { durationSeconds: 3.6, frameAt: late(-0.4) } },
    ),
    fragmented(
      'first 1.4 s cut, of single samples',
      (...tracks) => {
        const cut = tracks.map((track) => edited(track, [{ from: 1.4, to: 4 }]));
        return plain(cut, fragmentsOf(cut, 0.01));
      },
      { truth: { durationSeconds: 2.6, frameAt: late(-1.4) } },
    ),
    clipped('fragments: priming of Opus', {
      audioCodec: 'opus',
      extraArgs: ['-movflags', 'frag_keyframe+delay_moov+default_base_moof'],
    }),
    fragmented('sound two seconds shorter than the picture', (video, audio) =>
      plain([video, { ...audio, samples: audio.samples.slice(0, audio.samples.length >> 1) }]),
    ),
    fragmented(
      'picture two seconds shorter than the sound',
      (video, audio) => plain([{ ...video, samples: video.samples.slice(0, 50) }, audio]),
      { truth: { frameAt: late(0, 49) } },
    ),
    fragmented('a second without sound', (video, audio) => {
      const moofs = inSeconds([video, audio]);
      return plain(
        [video, audio],
        moofs.map(({ moof }, index) => (index === 1 ? { moof: moof.slice(0, 1) } : { moof })),
      );
    }),
  ],
};

export const fragments: readonly FormatGroup[] = [places, indexes, tables, times];
