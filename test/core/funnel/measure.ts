/** Runs a situation and holds what came of it against the limit. */
import { tuning } from '../../../src/core/funnel/options';
import type { FilmShape } from '../playback/fake-movie';
import { idealLink } from './ideal-link';
import {
  firstByteLimitMs,
  firstFrameLimitMs,
  type IdealLink,
  seekLimitMs,
  stallLimitMs,
  transferLimitBytes,
} from './limit';
import { seededRandom } from './seeded-random';
import { bytesUntil, frameBytes, type IndexShape, type SimulatedFilm, simulatedFilm } from './simulated-film';
import { SimulatedPlayer } from './simulated-player';
import type { Situation } from './situations';

/** How long a viewer watches, and a transfer is measured. */
const watchedMs = 60_000;
/** How long an opening may take before it counts as failed. */
const patienceMs = 60_000;
/** Film in the buffer before playing begins, as the page has it. */
const cushionSeconds = 1;

/** A measured figure and its limit, in one unit. */
export interface Against {
  readonly measured: number;
  readonly limit: number;
}

export interface Opening {
  readonly firstFrameMs: Against;
}

export interface Watching {
  readonly seekMs: readonly Against[];
  readonly stallMs: Against;
  readonly heardBytes: number;
  readonly storedBytes: number;
}

export interface Transfer {
  readonly bytes: Against;
  readonly heardBytes: number;
  readonly storedBytes: number;
}

const films = new Map<string, SimulatedFilm>();

/** The same film for every seed: a long one has a hundred thousand samples. */
function filmOf(shape: FilmShape, index: IndexShape | undefined): SimulatedFilm {
  const key = JSON.stringify([shape, index]);
  const film = films.get(key) ?? simulatedFilm(shape, index);
  films.set(key, film);
  return film;
}

export const forgetFilms = (): void => films.clear();

const connectionsOf = (situation: Situation): number => situation.connections ?? 12;

const linkOf = (situation: Situation, seed: number, connections = connectionsOf(situation)): IdealLink =>
  idealLink(situation.network ?? {}, connections, seed, situation.storms);

function playerOf(situation: Situation, film: SimulatedFilm, seed: number): SimulatedPlayer {
  const { network = {}, trouble, connections } = situation;
  return new SimulatedPlayer({
    film,
    network,
    options: connections === undefined ? {} : { connections },
    ...(trouble ? { faultOf: trouble(seededRandom(seed ^ 0x2f6b)) } : {}),
    seed,
  });
}

function firstFrame(player: SimulatedPlayer, film: SimulatedFilm, link: IdealLink): Against {
  const frame = frameBytes(film.tracks, 0);
  const measured = player.visits[0]!.frameAtMs ?? patienceMs;
  return { measured, limit: firstFrameLimitMs(link, film.indexReads, frame) };
}

export function measureOpening(situation: Situation, seed: number): Opening {
  const film = filmOf(situation.film, situation.index);
  const player = playerOf(situation, film, seed);
  player.time.run(patienceMs, () => player.visits[0]!.frameAtMs !== null || player.run.failure !== null);
  return { firstFrameMs: firstFrame(player, film, linkOf(situation, seed)) };
}

/** The film as the viewer plays it, from opening, with its seeks. */
export function measureWatching(situation: Situation, seed: number): Watching {
  const film = filmOf(situation.film, situation.index);
  const player = playerOf(situation, film, seed);
  const link = linkOf(situation, seed);
  for (const { atMs, toSeconds } of situation.seeks ?? []) player.time.at(atMs, () => player.seek(toSeconds));
  player.time.run(watchedMs);
  const seekMs = player.visits.slice(1).map(({ atMs, toSeconds, frameAtMs }) => ({
    measured: (frameAtMs ?? watchedMs) - atMs,
    limit: seekLimitMs(link, frameBytes(film.tracks, toSeconds)),
  }));
  // One that never began stood still all the time.
  const measured = player.playingSinceMs === null ? watchedMs : player.stalledMs;
  const { heardBytes } = player.network;
  const { storedBytes } = player.funnel.status(player.time.nowMs);
  return { seekMs, stallMs: { measured, limit: stallLimit(situation, film, seed) }, heardBytes, storedBytes };
}

/** A film that needs more than a dozen connections may have all there are. */
function stallLimit(situation: Situation, film: SimulatedFilm, seed: number): number {
  const { film: shape, index, connections = tuning.connectionsMax } = situation;
  const link = linkOf(situation, seed, connections);
  const indexBytes = index?.moovBytes ?? 250_000;
  const come = (seconds: number) => indexBytes + bytesUntil(shape, seconds);
  const firstFrameMs = firstFrameLimitMs(link, film.indexReads, frameBytes(film.tracks, 0));
  const firstByteMs = firstByteLimitMs(link);
  let beginsMs = firstFrameMs;
  while (transferLimitBytes(link, firstByteMs, beginsMs - firstByteMs) < come(cushionSeconds)) beginsMs += 50;
  return stallLimitMs(link, come, beginsMs, watchedMs);
}

/** A film of half again the link's rate, so that all that can come is needed; the first minute from the first byte on. */
export function measureTransfer(situation: Situation, seed: number): Transfer {
  const link = linkOf(situation, seed);
  const { videoBytesPerSecond, audioBytesPerSecond } = situation.film;
  const speedUp = (1.5 * link.bytesPerSecond) / (videoBytesPerSecond + audioBytesPerSecond);
  const shape = {
    ...situation.film,
    stretches: [],
    seconds: 180,
    interleaveSeconds: Math.min(situation.film.interleaveSeconds, 180),
    videoBytesPerSecond: Math.round(videoBytesPerSecond * speedUp),
    audioBytesPerSecond: Math.round(audioBytesPerSecond * speedUp),
  };
  const film = filmOf(shape, situation.index);
  const player = playerOf({ ...situation, connections: connectionsOf(situation) }, film, seed);
  player.time.run(patienceMs, () => player.network.heardBytes > 0);
  const fromMs = player.time.nowMs;
  player.time.run(fromMs + watchedMs);
  const { heardBytes } = player.network;
  const { storedBytes } = player.funnel.status(player.time.nowMs);
  const limit = transferLimitBytes(link, fromMs, watchedMs);
  return { bytes: { measured: storedBytes, limit }, heardBytes, storedBytes };
}
