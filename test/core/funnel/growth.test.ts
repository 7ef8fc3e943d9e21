import { describe, expect, test } from 'vitest';
import { Growth } from '../../../src/core/funnel/growth';
import { tuning } from '../../../src/core/funnel/options';

/** A host whose connections bring so much, watched by a growth that is asked as often as events come. */
class Watched {
  nowMs = 0;
  connections = 12;
  readonly learned: number[] = [];
  readonly tried: number[] = [];
  readonly growth = new Growth();
  readonly #rateOf: (connections: number) => number;
  readonly #connectionsMax: number;

  constructor(rateOf: (connections: number) => number, connectionsMax = 24) {
    this.#rateOf = rateOf;
    this.#connectionsMax = connectionsMax;
  }

  pass(ms: number, isWanting = true): this {
    for (const untilMs = this.nowMs + ms; this.nowMs < untilMs; this.nowMs += 50) {
      const scene = {
        connections: this.connections,
        connectionsMax: this.#connectionsMax,
        isWanting,
        bytesPerSecond: this.#rateOf(this.connections),
      };
      const step = this.growth.step(scene, this.nowMs);
      if (!step) continue;
      this.connections = step.connections;
      this.tried.push(step.connections);
      if (step.isLearned) this.learned.push(step.connections);
    }
    return this;
  }
}

const perConnection = (connections: number) => connections * 100_000;
const perHost = (connections: number) => Math.min(perConnection(connections), 1_200_000);
const trialMs = 2 * tuning.growthMeasureMs + tuning.growthSettleMs;

describe('more connections', () => {
  test('are not tried while the film is ahead', () => {
    expect(new Watched(perConnection).pass(120_000, false).tried).toEqual([]);
  });

  test('are not tried for a moment of want', () => {
    const watched = new Watched(perConnection);
    for (let i = 0; i < 20; i++) watched.pass(tuning.growthMeasureMs / 2).pass(500, false);
    expect(watched.tried).toEqual([]);
  });

  test('are kept as long as each brings something, up to the most', () => {
    const watched = new Watched(perConnection).pass(10 * trialMs);
    expect(watched.connections).toBe(24);
    expect(watched.learned.at(-1)).toBe(24);
    expect(watched.tried).toEqual(watched.tried.toSorted((a, b) => a - b));
  });

  test('are no more than the lanes have room for', () => {
    const watched = new Watched(perConnection, 14).pass(10 * trialMs);
    expect(watched.connections).toBe(14);
    expect(new Watched(perConnection, 12).pass(10 * trialMs).tried).toEqual([]);
  });

  test('are taken back where they bring nothing, and that is learned', () => {
    const watched = new Watched(perHost).pass(trialMs + tuning.growthMeasureMs);
    expect(watched.tried[0]).toBeGreaterThan(12);
    expect(watched.connections).toBe(12);
    expect(watched.learned).toEqual([12]);
  });

  test('that brought nothing are not tried again soon', () => {
    const watched = new Watched(perHost).pass(trialMs + tuning.growthMeasureMs);
    const trials = watched.tried.length;
    watched.pass(tuning.growthRetryMs / 2);
    expect(watched.tried.length).toBe(trials);
    watched.pass(tuning.growthRetryMs);
    expect(watched.tried.length).toBeGreaterThan(trials);
  });

  test('are kept where the film got ahead meanwhile, but nothing is learned from it', () => {
    const watched = new Watched(perHost).pass(tuning.growthMeasureMs + 100);
    expect(watched.connections).toBeGreaterThan(12);
    watched.pass(trialMs, false);
    expect(watched.connections).toBeGreaterThan(12);
    expect(watched.learned).toEqual([]);
  });

  test('are over when the host objects, for a while', () => {
    const watched = new Watched(perConnection).pass(tuning.growthMeasureMs + 100);
    watched.growth.objected(watched.nowMs);
    watched.connections = 6;
    const trials = watched.tried.length;
    watched.pass(tuning.growthRetryMs / 2);
    expect(watched.tried.length).toBe(trials);
  });
});
