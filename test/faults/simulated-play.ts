import type { ErrorCode } from '../../src/core/errors';
import { simulatedFile } from '../core/funnel/simulated-file';
import { simulatedFilm } from '../core/funnel/simulated-film';
import { SimulatedPlayer } from '../core/funnel/simulated-player';
import { faultsOf, isOnline, randomSchedule, type Schedule } from './simulated-schedule';
import { standing } from './simulated-troubles';
import { lookEveryMs, SimulatedViewer } from './simulated-viewer';

/** What came of one schedule. */
export interface SimulatedPlay {
  readonly schedule: Schedule;
  /** To the second that was to be played to; to an end that was told; to the death of the link; or nowhere at all. */
  readonly outcome: 'played through' | 'ended' | 'asked for a link' | 'nothing';
  readonly wrongBytes: number;
  readonly stops: number;
  readonly silentStops: number;
  readonly untoldStops: number;
  /** What the viewer was told and no trouble explains. */
  readonly untrue: readonly ErrorCode[];
}

const filmBytesPerSecond = 40_000;
const playToSeconds = 24;
/** Several times what the film and all its troubles take. */
const patienceMs = 300_000;

const filmOf = (place: 'first' | 'last') =>
  simulatedFilm(
    {
      seconds: 30,
      videoBytesPerSecond: 0.9 * filmBytesPerSecond,
      audioBytesPerSecond: 0.1 * filmBytesPerSecond,
      interleaveSeconds: 1,
      gopSeconds: 2,
      // Fewer than a film has: a thousand plays are to be quick.
      videoSampleSeconds: 0.2,
    },
    { moovBytes: 30_000, place },
  );
const films = { first: filmOf('first'), last: filmOf('last') };

/** Plays a film in the simulated world while all goes wrong that its seed decides. The viewer does nothing. */
export function playSimulated(seed: number): SimulatedPlay {
  const schedule = randomSchedule(seed, filmBytesPerSecond);
  const film = films[schedule.moovPlace];
  const file = simulatedFile(film.byteLength);
  const player = new SimulatedPlayer({
    film,
    file,
    seed,
    faultOf: faultsOf(schedule),
    network: {
      bytesPerSecond: schedule.connectionBytesPerSecond,
      ipBytesPerSecond: schedule.lineBytesPerSecond,
      roundTripMs: schedule.roundTripMs,
      connectionsMax: schedule.connectionsMax,
      chunkBytes: 16_384,
    },
  });
  const { time, run } = player;
  let wrongBytes = 0;
  run.onlookers.push({
    handled(_, commands) {
      for (const command of commands) {
        if (command.type !== 'store') continue;
        const { start, bytes } = command;
        const right = file.subarray(start, start + bytes.length);
        if (Buffer.compare(right, bytes) !== 0) wrongBytes += bytes.length;
      }
    },
  });
  const lostLinks = befall(schedule, player);
  const viewer = new SimulatedViewer(player);
  const isThrough = () => player.playheadSeconds >= playToSeconds;
  const isOver = () => isThrough() || run.failure !== null || run.deadLink !== null;
  const look = () => {
    viewer.look(isOnline(schedule, time.nowMs), lostLinks() === 0);
    time.after(lookEveryMs, look);
  };
  look();
  time.run(patienceMs, isOver);
  look();
  const ending = run.failure ? 'ended' : run.deadLink ? 'asked for a link' : 'nothing';
  return {
    schedule,
    outcome: isThrough() ? 'played through' : ending,
    wrongBytes,
    ...viewer.seen,
    untrue: [...viewer.reasons].filter((code) => !explained(schedule).includes(code)),
  };
}

/** What befalls more than single requests. @returns how many have taken the background away by now */
function befall({ troubles, linkLosses }: Schedule, { time, run, network }: SimulatedPlayer): () => number {
  for (const { kind, fromMs, untilMs } of troubles) {
    if (kind.cuts) time.at(fromMs, () => network.cut());
    if (kind.cuts === 'line') time.at(untilMs, () => run.handle({ type: 'online' }));
  }
  let lost = 0;
  for (const { atMs, forMs } of linkLosses) {
    time.at(atMs, () => {
      lost += 1;
      run.handle({ type: 'link-lost' });
    });
    time.at(atMs + forMs, () => {
      lost -= 1;
      if (lost === 0) run.handle({ type: 'link-back' });
    });
  }
  return () => lost;
}

const explained = ({ troubles, connectionsMax }: Schedule): ErrorCode[] => [
  ...standing,
  ...troubles.flatMap(({ kind }) => kind.codes),
  ...(connectionsMax < Infinity ? (['network/unreachable'] as const) : []),
];

export interface SimulatedPlays {
  readonly plays: number;
  /** With the film left to be had by all troubles; and of those, played through. */
  readonly left: number;
  readonly playedThrough: number;
  readonly wrongBytes: number;
  readonly stops: number;
  readonly silentStops: number;
  readonly untoldStops: number;
  /** What must not be, with the seeds it came of. */
  readonly wrongs: readonly string[];
}

/** Plays with these seeds, from 1. */
export function playManySimulated(count: number): SimulatedPlays {
  const plays = Array.from({ length: count }, (_, index) => playSimulated(index + 1));
  const left = plays.filter(({ schedule }) => schedule.isFilmLeft);
  const sum = (of: (play: SimulatedPlay) => number) => plays.reduce((total, play) => total + of(play), 0);
  return {
    plays: count,
    left: left.length,
    playedThrough: left.filter(({ outcome }) => outcome === 'played through').length,
    wrongBytes: sum((play) => play.wrongBytes),
    stops: sum(({ stops }) => stops),
    silentStops: sum(({ silentStops }) => silentStops),
    untoldStops: sum(({ untoldStops }) => untoldStops),
    wrongs: plays.flatMap((play) => wrongsOf(play).map((wrong) => `seed ${play.schedule.seed}: ${wrong}`)),
  };
}

const wrongsOf = ({ wrongBytes, silentStops, untoldStops, untrue, outcome }: SimulatedPlay): string[] => [
  ...(wrongBytes > 0 ? [`${wrongBytes} wrong bytes`] : []),
  ...(silentStops > 0 ? ['a silent stop'] : []),
  ...(untoldStops > 0 ? ['a stop of which the funnel says nothing'] : []),
  ...untrue.map((code) => `said ${code}, of which there was none`),
  ...(outcome === 'nothing' ? ['came to no end'] : []),
];
