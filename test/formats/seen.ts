import { type FormatRow, fps, truthOf } from './row';

/** What became of one film in one player. */
export interface Seen {
  /** `hangs`: neither a picture nor an error in good time. */
  readonly outcome: 'plays' | 'fails' | 'hangs';
  readonly durationSeconds: number;
  /** Size of the picture; 0 × 0 where there is none. */
  readonly size: string;
  /** Numbers of the frames shown at its places, -1 where it cannot be read, -2 where a seek came to nothing; none where there is no picture. */
  readonly frames: readonly number[];
  /** The places, in seconds. */
  readonly places: readonly number[];
  readonly hasEnded: boolean;
  /** Whether any was decoded. */
  readonly hasSound: boolean;
  /** How late the sound is to the picture, or a whole second more or less; null where nobody listened. */
  readonly soundLateSeconds: number | null;
  /** Code of the error or notice on screen. */
  readonly notice: string | null;
  /** Played by the plain `<video>` after all. */
  readonly isNative: boolean;
}

export const shares = [0, 0.25, 0.6, 0.95] as const;

/** The middle of the frames that lie at those shares of a film; its very start at 0. */
export const placesOf = (durationSeconds: number, rate: number): number[] =>
  shares.map((share) => (share === 0 ? 0 : (Math.floor(share * durationSeconds * rate) + 0.5) / rate));

const durationToleranceSeconds = 0.05;

/**
 * How a film in Funnel differs from the same in the browser's own player, in words; empty where it does not. Where the
 * browser does not show what the file says, and Funnel does, that is no difference to be mended.
 */
export function differences(row: FormatRow, native: Seen, funnel: Seen): string[] {
  if (funnel.outcome === 'hangs') return ['no picture and no error'];
  if (!playsThrough(native)) return [];
  if (funnel.outcome !== 'plays') return [`fails: ${funnel.notice}`];
  const truth = truthOf(row);
  const found: string[] = [];
  const lasts = (seconds: number) => Math.abs(seconds - funnel.durationSeconds) <= durationToleranceSeconds;
  if (!lasts(native.durationSeconds) && !lasts(truth.durationSeconds)) {
    found.push(`${funnel.durationSeconds.toFixed(3)} s for ${native.durationSeconds.toFixed(3)} s`);
  }
  if (native.size !== funnel.size && funnel.size !== truth.size)
    found.push(`${funnel.size} for ${native.size}`);
  const wrong = funnel.frames.filter(
    (frame, place) => frame !== native.frames[place] && !isTrue(row, funnel, place),
  );
  if (wrong.length > 0 || funnel.frames.length !== native.frames.length) {
    found.push(`frames ${funnel.frames.join(', ')} for ${native.frames.join(', ')}`);
  }
  if (native.hasSound && !funnel.hasSound && truth.hasSound) found.push('no sound');
  if (!isInStep(row, native, funnel)) {
    found.push(`sound ${milliseconds(funnel)} ms late for ${milliseconds(native)} ms`);
  }
  if (!funnel.hasEnded) found.push('does not end');
  return found;
}

const milliseconds = ({ soundLateSeconds }: Seen) => Math.round(1000 * (soundLateSeconds ?? 0));

/**
 * How much later than in the browser's own player the sound is heard, or than the file says, where that is nearer; in
 * seconds. Null where nobody listened.
 */
export function outOfStepSeconds(
  row: FormatRow,
  native: Seen,
  { soundLateSeconds }: Pick<Seen, 'soundLateSeconds'>,
): number | null {
  if (soundLateSeconds === null) return null;
  const [nearest] = [truthOf(row).soundLateSeconds, native.soundLateSeconds]
    .flatMap((right) => (right === null ? [] : [leastApart(soundLateSeconds - right)]))
    .sort((a, b) => Math.abs(a) - Math.abs(b));
  return nearest ?? null;
}

/** Whether that is less than a frame; so it is where nobody listened. */
export const isInStep = (...[row, native, heard]: Parameters<typeof outOfStepSeconds>): boolean =>
  Math.abs(outOfStepSeconds(row, native, heard) ?? 0) <= 1 / (row.fps ?? fps);

/** The same time a whole number of seconds away, within half a second of 0. */
export const leastApart = (seconds: number): number => seconds - Math.round(seconds);

/** Whether a player comes to rest at every place it is sent to, and to the end. */
export const playsThrough = ({ outcome, frames, hasEnded }: Seen): boolean =>
  outcome === 'plays' && hasEnded && !frames.includes(-2);

/** Whether a player shows what the file says throughout. */
export const isExact = (row: FormatRow, seen: Seen): boolean =>
  Math.abs(seen.durationSeconds - truthOf(row).durationSeconds) <= durationToleranceSeconds &&
  seen.frames.every((_, place) => isTrue(row, seen, place));

const isTrue = (row: FormatRow, { frames, places }: Seen, place: number): boolean =>
  frames[place] === truthOf(row).frameAt(places[place]!);
