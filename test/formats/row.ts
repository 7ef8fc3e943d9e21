import { readFile } from 'node:fs/promises';
import { type FilmRecipe, film } from '../media/films';
import { interleaved } from '../media/mux/interleave';
import type { TrackParts } from '../media/mux/parts';
import { takeApart } from '../media/mux/take-apart';
import { type FilmPlan, ftyp, type SparseFile, writeFilm } from '../media/mux/write-film';

/** One film of the matrix. */
export interface FormatRow {
  /** What is particular about it, in the words of the published table. Of all rows, no two are the same. */
  readonly name: string;
  /** Of its address. Default mp4. */
  readonly ending?: string;
  /** A path, or the file itself. */
  make(): Promise<string | SparseFile>;
  /** Default 25. */
  readonly fps?: number;
  /** How far its matrix turns the picture, clockwise, so that the number on it can be read. Default 0. */
  readonly turnDegrees?: 0 | 90 | 180 | 270;
  /** Whether the picture is reversed left to right. */
  readonly isMirrored?: boolean;
  /** What the file says, where it is not frame n at n pictures a second for four seconds. Browsers do not always heed it. */
  readonly truth?: Partial<Truth>;
}

export interface Truth {
  readonly durationSeconds: number;
  /** Number of the frame presented at a time. */
  frameAt(seconds: number): number;
  readonly size: string;
  readonly hasSound: boolean;
  /** How late the sound is to the picture. */
  readonly soundLateSeconds: number;
}

export const truthOf = ({ fps: pictures = fps, truth }: FormatRow): Truth => ({
  durationSeconds: seconds,
  frameAt: (at) => Math.floor(at * pictures),
  size: '320x180',
  hasSound: true,
  soundLateSeconds: 0,
  ...truth,
});

/** The truth of a film whose pictures begin late (or early: the first are cut), and end with the last there is. */
export const late =
  (bySeconds: number, last = seconds * fps - 1): Truth['frameAt'] =>
  (at) =>
    Math.min(Math.max(0, Math.floor((at - bySeconds) * fps + 1e-6)), last);

export interface FormatGroup {
  readonly title: string;
  readonly rows: readonly FormatRow[];
}

export const fps = 25;
/** As short as a film can be that has several groups of pictures, and a place at 95 %. */
export const seconds = 4;

/** A numbered film as ffmpeg makes it; H.264 with B-frames and AAC unless told otherwise. */
export const clip = (recipe: Partial<FilmRecipe> = {}): Promise<string> =>
  film({ seconds, width: 320, height: 180, fps, gopFrames: 25, ...recipe });

export const partsOf = async (path: string): Promise<TrackParts[]> => takeApart(await readFile(path));

/** The index first, then half a second of each track in turn. */
export const plain = (tracks: readonly TrackParts[]): FilmPlan => ({
  tracks,
  layout: [ftyp(), 'moov', { mdat: interleaved(tracks) }],
});

/** A row whose film is a clip taken apart and written anew. */
export const rewritten = (
  name: string,
  plan: (video: TrackParts, audio: TrackParts) => FilmPlan,
  more: Partial<FormatRow> & { readonly recipe?: Partial<FilmRecipe> } = {},
): FormatRow => {
  const { recipe, ...rest } = more;
  return {
    name,
    async make() {
      const [video, audio] = await partsOf(await clip(recipe));
      return writeFilm(plan(video!, audio!));
    },
    ...rest,
  };
};

/** A row whose film is a clip as ffmpeg makes it. */
export const clipped = (
  name: string,
  recipe: Partial<FilmRecipe>,
  more: Partial<FormatRow> = {},
): FormatRow => ({
  name,
  make: () => clip(recipe),
  ...more,
});
