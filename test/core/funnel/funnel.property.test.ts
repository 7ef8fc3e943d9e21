import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fingerprintBytes } from '../../../src/core/funnel/fingerprint';
import { tuning } from '../../../src/core/funnel/options';
import { isOfMirror } from './mirrors';
import { playSchedule } from './play-schedule';
import { anySchedule, recoverableSchedule, rightMirror, type Schedule, untroubled } from './schedule';

/** The same schedules every time; another seed finds others: `FUNNEL_SEED=2 FUNNEL_RUNS=10 npx vitest …`. */
const seed = Number(process.env.FUNNEL_SEED ?? 1);
/** How many times as many runs as usual. */
const runsFactor = Number(process.env.FUNNEL_RUNS ?? 1);

/** @param numRuns what the others have not shown before: well over a thousand in all */
const hold = (schedules: fc.Arbitrary<Schedule>, numRuns: number, check: (schedule: Schedule) => void) =>
  fc.assert(fc.property(schedules, check), {
    seed,
    numRuns: numRuns * runsFactor,
    // Making a failing schedule simpler takes many runs: a simpler one soon is worth more than the simplest late.
    interruptAfterTimeLimit: 60_000 * runsFactor,
    markInterruptAsFailure: true,
  });

const timeLimitMs = 120_000 * runsFactor;

describe('the funnel, through whatever the network does', () => {
  test(
    'every byte comes, and none is wrong, when all trouble passes; and then nothing more is fetched',
    () => {
      hold(recoverableSchedule, 450, (schedule) => {
        const { funnel, run, witness, network, time, settled } = playSchedule(schedule);
        expect(settled, 'met in time').toBe(true);
        // Only a server that never answered can have ended it: four failures of the first piece in a row.
        if (run.resource) expect(run.failure).toBeNull();
        const fetches = witness.fetches.length;
        time.run(time.nowMs + 40_000);
        expect(witness.fetches.length).toBe(fetches);
        expect(network.requestsInFlight).toBe(0);
        if (!run.failure) expect(funnel.wakeAtMs(time.nowMs)).toBeNull();
      });
    },
    timeLimitMs,
  );

  test(
    'the film comes or the viewer is told why not, and nothing else',
    () => {
      hold(anySchedule, 300, (schedule) => {
        expect(playSchedule(schedule).settled, 'met or failed in time').toBe(true);
      });
    },
    timeLimitMs,
  );

  test(
    'a plain lane that is another file, or forbidden, is refused, and the film comes over the other',
    () => {
      hold(recoverableSchedule, 150, ({ plainFault, ...schedule }) => {
        const { funnel, run, time, settled } = playSchedule({
          ...untroubled({ ...schedule, plainFault }),
          plainFault,
        });
        expect(settled).toBe(true);
        expect(run.failure).toBeNull();
        const lanes = funnel.status(time.nowMs).lanes.filter(({ host }) => host === 'cdn.example');
        expect(lanes.find(({ credentials }) => credentials === 'include')?.state).toBe('open');
        const plain = lanes.find(({ credentials }) => credentials === 'omit');
        const lies = ['status', 'other-length', 'other-validator'].includes(plainFault?.kind ?? '');
        if (lies) expect(plain?.state).not.toBe('open');
        else if (!plainFault) expect(plain?.state).not.toBe('refused');
      });
    },
    timeLimitMs,
  );

  test(
    'a mirror that has another file or none is refused; one that has the file is used',
    () => {
      const { pieceSize } = { pieceSize: 64 * 1024 };
      const wanting = fc
        .record({ schedule: recoverableSchedule, mirror: rightMirror })
        .map(({ schedule, mirror }) => ({
          ...untroubled(schedule),
          byteLength: schedule.byteLength + 1_500 * 1024,
          mirrors: [mirror, ...schedule.mirrors.slice(1)],
        }));
      hold(wanting, 80, (schedule) => {
        const { funnel, run, time, witness, settled } = playSchedule(schedule);
        void pieceSize;
        void tuning;
        void funnel;
        void time;
        expect(settled).toBe(true);
        expect(run.failure).toBeNull();
        expect(witness.fetches.some((command) => isOfMirror(command))).toBe(true);
      });
    },
    timeLimitMs,
  );

  test(
    'without faults at most 2 % of what is received was received before',
    () => {
      hold(recoverableSchedule, 150, (schedule) => {
        const { funnel, time, settled } = playSchedule({
          ...untroubled(schedule),
          byteLength: schedule.byteLength + 512 * 1024,
          mirrors: [],
        });
        expect(settled).toBe(true);
        const { receivedBytes, storedBytes, splits } = funnel.status(time.nowMs);
        // A split piece stops within the chunk that reaches the split.
        const cutBytes = splits * (schedule.conditions.chunkBytes ?? 0);
        expect(receivedBytes).toBeLessThanOrEqual(storedBytes * 1.02 + cutBytes);
      });
    },
    timeLimitMs,
  );

  test(
    'no more comes in any ten seconds than the viewer allows',
    () => {
      const limited = fc
        .record({ schedule: recoverableSchedule, maxSpeed: fc.integer({ min: 20_000, max: 150_000 }) })
        .map(({ schedule, maxSpeed }) => ({
          ...untroubled(schedule),
          byteLength: schedule.byteLength + 1_024 * 1024,
          options: { ...schedule.options, maxSpeed },
          changes: [],
        }));
      hold(limited, 80, (schedule) => {
        const { speed, settled } = playSchedule(schedule);
        const { maxSpeed, pieceSize } = schedule.options;
        expect(settled).toBe(true);
        const pieceBytes = Math.min(pieceSize, maxSpeed);
        // Asked for before the window, or to look at a mirror.
        const besides = 2 * pieceBytes + fingerprintBytes;
        expect(speed.mostWithin(10_000)).toBeLessThanOrEqual(10 * maxSpeed + besides);
      });
    },
    timeLimitMs,
  );
});
