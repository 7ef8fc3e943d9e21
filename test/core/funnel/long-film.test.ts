import { beforeAll, describe, expect, test } from 'vitest';
import { byteLength } from '../../../src/core/bytes/range';
import type { FunnelCommand } from '../../../src/core/funnel/messages';
import type { Onlooker } from './funnel-run';
import { seededRandom } from './seeded-random';
import { simulatedFilm } from './simulated-film';
import { SimulatedPlayer } from './simulated-player';
import { allOf, some } from './trouble';

const KB = 1024;
const hourMs = 3_600_000;
const lookMs = 10_000;
const options = { blockSize: 96 * KB, pieceSize: 48 * KB, blocksAhead: 2 };

/** Plays hours of film with few bytes and few samples, on connections that hang and break. */
const watch = (hours: number): SimulatedPlayer =>
  new SimulatedPlayer({
    film: simulatedFilm({
      seconds: hours * 3600,
      videoBytesPerSecond: 18_000,
      audioBytesPerSecond: 2_000,
      interleaveSeconds: 1,
      gopSeconds: 4,
      videoSampleSeconds: 1,
    }),
    options,
    network: { bytesPerSecond: 10_000 },
    faultOf: allOf(some('hang', 0.05), some('reset', 0.05))(seededRandom(1)),
  });

/** Counts what happens. */
class Counter implements Onlooker {
  events = 0;
  commands = 0;
  fetches = 0;

  handled(_: unknown, commands: readonly FunnelCommand[]): void {
    this.events += 1;
    this.commands += commands.length;
    this.fetches += commands.filter(({ type }) => type === 'fetch').length;
  }
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
const mean = (values: readonly number[]): number => sum(values) / values.length;

interface Hour {
  readonly inHandBytesMax: number;
  /** Means of what was there, looked at every ten seconds, and sums of what happened: none may grow. */
  readonly figures: Readonly<Record<string, number>>;
}

function playHour(player: SimulatedPlayer): Hour {
  const { time, funnel, network, run } = player;
  const retriesBefore = funnel.status(time.nowMs).retries;
  const counter = new Counter();
  run.onlookers.push(counter);
  const looks = Array.from({ length: hourMs / lookMs }, () => {
    time.run(time.nowMs + lookMs);
    const { inHand } = funnel.status(time.nowMs);
    return {
      inHandBytes: sum(inHand.map(byteLength)),
      inHandRanges: inHand.length,
      allocatedBytes: run.store.allocatedBytes,
      requests: network.requestsInFlight,
    };
  });
  run.onlookers = run.onlookers.filter((onlooker) => onlooker !== counter);
  return {
    inHandBytesMax: Math.max(...looks.map(({ inHandBytes }) => inHandBytes)),
    figures: {
      inHandBytes: mean(looks.map(({ inHandBytes }) => inHandBytes)),
      inHandRanges: mean(looks.map(({ inHandRanges }) => inHandRanges)),
      allocatedBytes: mean(looks.map(({ allocatedBytes }) => allocatedBytes)),
      requests: mean(looks.map(({ requests }) => requests)),
      events: counter.events,
      commandsPerEvent: counter.commands / counter.events,
      fetches: counter.fetches,
      retries: funnel.status(time.nowMs).retries - retriesBefore,
    },
  };
}

describe('four hours of film', () => {
  let hours: Hour[];

  beforeAll(() => {
    const player = watch(4.1);
    hours = Array.from({ length: 4 }, () => playHour(player));
    expect(player.playheadSeconds).toBeGreaterThan(3.9 * 3600);
  }, 120_000);

  test('the fourth holds no more and does no more than the first', () => {
    for (const [name, value] of Object.entries(hours[3]!.figures)) {
      expect(value, name).toBeLessThanOrEqual(1.15 * hours[0]!.figures[name]!);
    }
  });

  test('none has more bytes in hand than the options allow', () => {
    for (const { inHandBytesMax } of hours) {
      expect(inHandBytesMax).toBeLessThanOrEqual((options.blocksAhead + 1) * options.blockSize);
    }
  });
});

describe('a viewer who pauses', () => {
  test('once the read-ahead is full, nothing is fetched and nothing wakes the funnel', () => {
    const player = watch(1);
    const { time, funnel, network } = player;
    time.run(60_000);
    player.isPaused = true;
    time.run(120_000);
    const counter = new Counter();
    player.run.onlookers.push(counter);
    const { inHand } = funnel.status(time.nowMs);
    expect(sum(inHand.map(byteLength))).toBeGreaterThan(options.blocksAhead * options.blockSize);
    expect(network.requestsInFlight).toBe(0);
    expect(funnel.wakeAtMs(time.nowMs)).toBeNull();
    time.run(20 * 60_000);
    expect(counter.fetches).toBe(0);
    expect(funnel.wakeAtMs(time.nowMs)).toBeNull();
    player.isPaused = false;
    time.run(21 * 60_000);
    expect(counter.fetches).toBeGreaterThan(0);
    expect(player.stalledMs).toBe(0);
  });
});
