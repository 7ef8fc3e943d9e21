import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { mirrorAt } from './mirrors';
import { playSchedule } from './play-schedule';
import { anySchedule, hungryViewing, recoverableSchedule, type Schedule, untroubled } from './schedule';
import { simulatedFilm } from './simulated-film';
import { SimulatedPlayer } from './simulated-player';

const KB = 1024;

/** The same schedules every time; others: `FUNNEL_SEED=2 FUNNEL_RUNS=10 npx vitest …`, ten times as many. */
const seed = Number(process.env.FUNNEL_SEED ?? 1);
const runsFactor = Number(process.env.FUNNEL_RUNS ?? 1);
const timeLimitMs = 120_000 * runsFactor;

/** A test that something holds of whatever is drawn, so many times. */
function holds<T>(what: string, drawn: fc.Arbitrary<T>, numRuns: number, check: (drawn: T) => void): void {
  const parameters = {
    seed,
    numRuns: numRuns * runsFactor,
    // Making a failing schedule simpler takes many runs: a simpler one soon is worth more than the simplest late.
    interruptAfterTimeLimit: timeLimitMs / 2,
    markInterruptAsFailure: true,
  };
  test(what, () => fc.assert(fc.property(drawn, check), parameters), timeLimitMs);
}

/** Every event of every run is held against the design, too: see the witnesses in `play-schedule.ts`. */
describe('through whatever the network does', () => {
  holds(
    'every byte comes, and none is wrong, when all trouble passes',
    recoverableSchedule,
    450,
    (schedule) => {
      const { funnel, run, witness, network, time, settled, isElsewhere } = playSchedule(schedule);
      expect(settled, 'met in time').toBe(true);
      if (isElsewhere) return;
      // Only a server that never answered can have ended it: four failures of the first piece in a row.
      if (run.resource) expect(run.failure).toBeNull();
      // Mirrors are asked all the same what they have, up to four times.
      time.run(time.nowMs + 100_000);
      const fetches = witness.fetches.length;
      time.run(time.nowMs + 60_000);
      expect(witness.fetches.length, 'nothing is fetched once nothing is needed').toBe(fetches);
      expect(network.requestsInFlight).toBe(0);
      if (!run.failure) expect(funnel.wakeAtMs(time.nowMs)).toBeNull();
    },
  );

  holds('the film comes or the viewer is told why not, and nothing else', anySchedule, 300, (schedule) => {
    expect(playSchedule(schedule).settled, 'met or failed in time').toBe(true);
  });

  holds(
    'a plain lane that is another file, or forbidden, is refused',
    recoverableSchedule,
    150,
    (schedule) => {
      const { plainFault } = schedule;
      const { funnel, run, time, settled } = playSchedule({ ...untroubled(schedule), plainFault });
      expect(settled).toBe(true);
      expect(run.failure).toBeNull();
      const lanes = funnel.status(time.nowMs).lanes.filter(({ host }) => host === 'cdn.example');
      expect(lanes.find(({ credentials }) => credentials === 'include')?.state).toBe('open');
      const plain = lanes.find(({ credentials }) => credentials === 'omit');
      const lies = ['status', 'other-length', 'other-validator'].includes(plainFault?.kind ?? '');
      if (lies) expect(plain?.state).not.toBe('open');
      else if (!plainFault) expect(plain?.state).not.toBe('refused');
    },
  );

  holds(
    'a mirror that has another file, or none, is never believed',
    recoverableSchedule,
    100,
    (schedule) => {
      const { funnel, time } = playSchedule(untroubled(schedule));
      for (const { host, state } of funnel.status(time.nowMs).lanes) {
        const mirror = mirrorAt(schedule.mirrors, host);
        if (mirror && mirror.kind !== 'same') expect(state).not.toBe('open');
      }
    },
  );

  holds('a mirror that has the file is used when the film wants more', hungryViewing, 50, (drawn) => {
    const { bytesPerSecond, roundTripMs, moovPlace, mirrors } = drawn;
    const filmBytesPerSecond = 3 * 12 * bytesPerSecond;
    const shape = {
      seconds: 60,
      videoBytesPerSecond: 0.9 * filmBytesPerSecond,
      audioBytesPerSecond: 0.1 * filmBytesPerSecond,
      interleaveSeconds: 0.5,
      gopSeconds: 2,
    };
    const film = simulatedFilm(shape, { moovBytes: 50 * KB, place: moovPlace });
    const network = { bytesPerSecond, roundTripMs, chunkBytes: 32 * KB };
    const { funnel, time } = new SimulatedPlayer({ film, mirrors, network });
    time.run(6_000);
    const { lanes } = funnel.status(time.nowMs);
    for (const mirror of mirrors) {
      const its = lanes.filter(({ host }) => mirrorAt(mirrors, host) === mirror);
      const requests = its.flatMap((lane) => lane.requests);
      if (mirror.kind === 'same') expect(requests.length).toBeGreaterThan(0);
      else for (const { state } of its) expect(state).not.toBe('open');
    }
  });

  holds('without faults at most 2 % of what comes has come before', recoverableSchedule, 150, (drawn) => {
    const byteLength = drawn.byteLength + 512 * KB;
    const schedule: Schedule = { ...untroubled(drawn), byteLength, mirrors: [] };
    const { funnel, time, settled } = playSchedule(schedule);
    expect(settled).toBe(true);
    const { receivedBytes, storedBytes, splits } = funnel.status(time.nowMs);
    // A split piece stops with the chunk that reaches the split.
    const cutBytes = splits * schedule.conditions.chunkBytes;
    expect(receivedBytes).toBeLessThanOrEqual(storedBytes * 1.02 + cutBytes);
  });

  const limited = fc.tuple(recoverableSchedule, fc.integer({ min: 20_000, max: 150_000 }));
  holds(
    'no more comes in any ten seconds but the first than is allowed',
    limited,
    100,
    ([drawn, maxSpeed]) => {
      const byteLength = drawn.byteLength + 1_024 * KB;
      const options = { ...drawn.options, maxSpeed };
      const rest = { slow: 'nothing', changes: [], mirrors: [] } as const;
      const schedule = { ...untroubled(drawn), byteLength, options, ...rest };
      const { speed, settled } = playSchedule(schedule);
      expect(settled).toBe(true);
      // A piece is half a second's bytes at most: two may be saved up, one owed, and one on its way from before.
      expect(speed.mostWithin(10_000)).toBeLessThanOrEqual((10 + 2) * maxSpeed);
    },
  );
});
