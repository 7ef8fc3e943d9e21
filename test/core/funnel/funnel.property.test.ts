import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { playSchedule } from './play-schedule';
import { anySchedule, recoverableSchedule, type Schedule } from './schedule';

/** The same schedules every time; another seed finds others: `FUNNEL_SEED=2 npx vitest …`. */
const chance = {
  seed: Number(process.env.FUNNEL_SEED ?? 1),
  numRuns: Number(process.env.FUNNEL_RUNS ?? 300),
  // Making a failing schedule simpler takes many runs: a simpler one soon is worth more than the simplest late.
  interruptAfterTimeLimit: 60_000,
  markInterruptAsFailure: true,
};

/**
 * Longer than any of it needs: every fault costs at most a timeout and a wait, one after the other, and then
 * all bytes of all scenes come over one connection.
 */
function patienceMs({ faultBudget, linkLosses, scenes, byteLength, conditions }: Schedule): number {
  const transferMs = (5 * scenes * byteLength * 1000) / conditions.bytesPerSecond!;
  return 120_000 + 25_000 * (faultBudget + linkLosses.length) + transferMs;
}

describe('the funnel, through whatever the network does', () => {
  test('every byte comes, and none is wrong, when all trouble passes', () => {
    const check = (schedule: Schedule) => {
      const { run, settled } = playSchedule(schedule, patienceMs(schedule));
      expect(settled, 'met in time').toBe(true);
      // Only a server that never answered can have ended it: four failures of the first piece in a row.
      if (run.resource) expect(run.failure).toBeNull();
    };
    fc.assert(fc.property(recoverableSchedule, check), chance);
  }, 120_000);

  test('the film comes or the viewer is told why not, and nothing else', () => {
    const check = (schedule: Schedule) => {
      const { settled } = playSchedule(schedule, patienceMs(schedule));
      expect(settled, 'met or failed in time').toBe(true);
    };
    fc.assert(fc.property(anySchedule, check), chance);
  }, 120_000);

  test('once nothing is needed, nothing is fetched', () => {
    const check = (schedule: Schedule) => {
      const { funnel, run, witness, network, time } = playSchedule(schedule, patienceMs(schedule));
      const fetches = witness.fetches.length;
      time.run(time.nowMs + 40_000);
      expect(witness.fetches.length).toBe(fetches);
      expect(network.requestsInFlight).toBe(0);
      if (!run.failure) expect(funnel.wakeAtMs(time.nowMs)).toBeNull();
    };
    fc.assert(fc.property(recoverableSchedule, check), { ...chance, numRuns: Math.ceil(chance.numRuns / 3) });
  }, 120_000);

  test('a plain lane that is another file, or forbidden, is refused, and the film comes over the other', () => {
    const check = (schedule: Schedule) => {
      const { funnel, run, time, settled } = playSchedule(
        {
          ...schedule,
          faultBudget: 0,
          linkLosses: [],
          conditions: { ...schedule.conditions, connectionsMax: Infinity },
        },
        patienceMs(schedule),
      );
      expect(settled).toBe(true);
      expect(run.failure).toBeNull();
      const { lanes } = funnel.status(time.nowMs);
      const ofName = lanes.filter(({ host }) => !host.endsWith('.'));
      expect(ofName.find(({ credentials }) => credentials === 'include')?.state).toBe('open');
      const plain = ofName.find(({ credentials }) => credentials === 'omit');
      const lies = ['status', 'other-length', 'other-validator'].includes(schedule.plainFault?.kind ?? '');
      if (lies) expect(plain?.state).not.toBe('open');
      else if (!schedule.plainFault) expect(plain?.state).not.toBe('refused');
    };
    fc.assert(fc.property(recoverableSchedule, check), chance);
  }, 120_000);

  test('without faults at most 2 % of what is received was received before', () => {
    const check = (schedule: Schedule) => {
      const { funnel, time, settled } = playSchedule(
        {
          ...schedule,
          byteLength: schedule.byteLength + 512 * 1024,
          faultBudget: 0,
          plainFault: null,
          dottedFault: null,
          linkLosses: [],
          conditions: { ...schedule.conditions, connectionsMax: Infinity },
        },
        patienceMs(schedule),
      );
      expect(settled).toBe(true);
      const { receivedBytes, storedBytes } = funnel.status(time.nowMs);
      expect(receivedBytes).toBeLessThanOrEqual(storedBytes * 1.02);
    };
    fc.assert(fc.property(recoverableSchedule, check), chance);
  }, 120_000);
});
