import { made } from '../media/ffmpeg';
import type { EditEntry, TrackParts } from '../media/mux/parts';
import type { FilmPlan } from '../media/mux/write-film';
import { encoded } from './encoded';
import {
  clip,
  clipped,
  type FormatGroup,
  type FormatRow,
  fps,
  late,
  plain,
  rewritten,
  type Truth,
} from './row';

/** A part of the film as it was before it was edited. `rate` 0 shows the picture at `from` until the part is over. */
interface Part {
  readonly from: number;
  readonly to: number;
  readonly rate?: number;
}
/** Seconds of nothing. */
type Nothing = number;

const whole = { from: 0, to: 4 };

/** What is presented at 0 without any edit: the first picture is shown two late, sound is primed for a frame. */
const start = { vide: 1024, soun: 1024 } as const;

export function edited(track: TrackParts, parts: readonly (Part | Nothing)[]): TrackParts {
  const edits = parts.map((part): EditEntry => {
    if (typeof part === 'number') return { durationTicks: part * 1000, mediaTicks: -1 };
    const { from, to, rate = 1 } = part;
    const mediaTicks = start[track.handler as 'vide' | 'soun'] + Math.round(from * track.timescale);
    return { durationTicks: Math.round(((to - from) / (rate || 1)) * 1000), mediaTicks, rate };
  });
  return { ...track, edits };
}

/** What is left without edits: pictures are shown two late, sound by its priming. */
export const unshifted: Partial<Truth> = {
  durationSeconds: 4.08,
  frameAt: late(0.08),
  soundLateSeconds: 0.021 - 0.08,
};

/** Picture and sound edited alike. */
const cut = (name: string, ...parts: readonly (Part | Nothing)[]): FormatRow =>
  rewritten(name, (video, audio) => plain([edited(video, parts), edited(audio, parts)]), {
    truth: truthOfParts(parts),
  });

const apart = (
  name: string,
  plan: (video: TrackParts, audio: TrackParts) => FilmPlan,
  truth: Partial<Truth> = {},
): FormatRow => rewritten(name, plan, { truth });

/** Rates other than 1 are beyond every browser: such a part is played as it is, for as long as the edit lasts. */
function truthOfParts(parts: readonly (Part | Nothing)[]): Partial<Truth> {
  let end = 0;
  const placed = parts.flatMap((part) => {
    const start = end;
    end +=
      typeof part === 'number'
        ? part
        : Math.min((part.to - part.from) / (part.rate || 1), whole.to - part.from);
    return typeof part === 'number' ? [] : [{ ...part, start }];
  });
  return {
    durationSeconds: end,
    frameAt(seconds) {
      const index = Math.max(
        0,
        placed.findLastIndex(({ start }) => start <= seconds),
      );
      const { from, start } = placed[index]!;
      // Nothing, before or in between, shows the picture next to it.
      const until = placed[index + 1] ? placed[index]!.to - from : Infinity;
      const within = Math.min(Math.max(0, seconds - start), until - 0.5 / fps);
      return Math.floor((from + within) * fps + 1e-6);
    },
  };
}

export const delays: FormatGroup = {
  title: 'Edit lists: starts and ends',
  rows: [
    apart(
      'none',
      (video, audio) =>
        plain([
          { ...video, edits: [] },
          { ...audio, edits: [] },
        ]),
      unshifted,
    ),
    apart('picture half a second late', (video, audio) => plain([edited(video, [0.5, whole]), audio]), {
      durationSeconds: 4.5,
      frameAt: late(0.5),
      soundLateSeconds: -0.5,
    }),
    apart('sound half a second late', (video, audio) => plain([video, edited(audio, [0.5, whole])]), {
      durationSeconds: 4.5,
      frameAt: late(0),
      soundLateSeconds: 0.5,
    }),
    cut('both half a second late', 0.5, whole),
    cut('first second cut, at a sync sample', { from: 1, to: 4 }),
    cut('first 0.4 s cut, between sync samples', { from: 0.4, to: 4 }),
    cut('last second cut', { from: 0, to: 3 }),
    cut('first 0.4 s and last 0.8 s cut', { from: 0.4, to: 3.2 }),
    cut('an edit longer than its media', { from: 0, to: 6 }),
    apart('an edit of no duration, to the end', (video, audio) =>
      plain([video, audio].map((track) => ({ ...track, edits: [{ durationTicks: 0, mediaTicks: 1024 }] }))),
    ),
    clipped('priming and end trimming of Opus', { audioCodec: 'opus' }),
    clipped('priming and end trimming of Opus, sound only', { videoCodec: 'none', audioCodec: 'opus' }),
    {
      name: 'cut without encoding (ffmpeg -ss 0.7 -c copy)',
      make: async () =>
        made('format-cut', ['-ss', '0.7', '-i', await clip(), '-c', 'copy', '-movflags', '+faststart']),
      truth: { durationSeconds: 3.3, frameAt: late(-0.7) },
    },
    {
      name: 'sound half a second late (ffmpeg -itsoffset)',
      make: async () => {
        const path = await clip();
        const inputs = ['-i', path, '-itsoffset', '0.5', '-i', path];
        return made('format-late', [
          ...inputs,
          '-map',
          '0:v',
          '-map',
          '1:a',
          '-c',
          'copy',
          '-movflags',
          '+faststart',
        ]);
      },
      truth: { durationSeconds: 4.5, frameAt: late(0), soundLateSeconds: 0.5 },
    },
    {
      name: 'AAC without an edit list',
      make: () => encoded({ after: ['-use_editlist', '0'] }),
      truth: unshifted,
    },
  ],
};

export const cuts: FormatGroup = {
  title: 'Edit lists: several edits and rates',
  rows: [
    cut('two edits, one where the other ends', { from: 0, to: 2 }, { from: 2, to: 4 }),
    cut('two edits, the second second left out', { from: 0, to: 1 }, { from: 2, to: 4 }),
    cut('two edits, between sync samples', { from: 0.2, to: 1.4 }, { from: 2.6, to: 3.8 }),
    cut('two edits, the later part first', { from: 2, to: 4 }, { from: 0, to: 2 }),
    cut('the same second twice', { from: 1, to: 2 }, { from: 1, to: 2 }),
    cut('half a second of nothing in between', { from: 0, to: 2 }, 0.5, { from: 2, to: 4 }),
    cut('rate 2', { from: 0, to: 4, rate: 2 }),
    cut('rate 1/2', { from: 0, to: 4, rate: 0.5 }),
    apart(
      'a still picture for a second, then all of the film',
      (video, audio) =>
        plain([edited(video, [{ from: 0, to: 1, rate: 0 }, whole]), edited(audio, [1, whole])]),
      { durationSeconds: 5, frameAt: late(1) },
    ),
  ],
};
