import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FadingMaximum, MovingAverage, SpeedMeter } from '../../../src/core/funnel/speed';

/** A stream of `bytesPerSecond` in chunks every `everyMs`, until `untilMs`. */
function fed(bytesPerSecond: number, everyMs: number, untilMs: number): SpeedMeter {
  const meter = new SpeedMeter(4_000);
  for (let t = everyMs; t <= untilMs; t += everyMs) meter.add((bytesPerSecond * everyMs) / 1000, t);
  return meter;
}

describe('the speed meter', () => {
  test('shows the rate of a steady stream, within a tenth', () => {
    const check = (rate: number, everyMs: number, untilMs: number) => {
      const shown = fed(rate, everyMs, untilMs).bytesPerSecond(untilMs);
      expect(Math.abs(shown / rate - 1)).toBeLessThan(0.1);
    };
    const run = [fc.integer({ min: 1e3, max: 1e8 }), fc.integer({ min: 5, max: 150 })] as const;
    fc.assert(fc.property(...run, fc.integer({ min: 4_000, max: 60_000 }), check));
  });

  test('falls to nothing when nothing comes, and rises again', () => {
    const meter = fed(1e6, 50, 10_000);
    expect(meter.bytesPerSecond(12_000)).toBeLessThan(0.6e6);
    expect(meter.bytesPerSecond(14_200)).toBe(0);
    for (let t = 20_000; t < 22_000; t += 50) meter.add(50_000, t);
    expect(meter.bytesPerSecond(22_000)).toBeGreaterThan(0.9e6);
  });

  test('says nothing about the first moment, rather than something absurd', () => {
    const meter = new SpeedMeter(4_000);
    meter.add(64_000, 1000);
    expect(meter.bytesPerSecond(1001)).toBe(0);
  });
});

test('a moving average lies between what it was given', () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: 0, max: 1e6, noNaN: true }), { minLength: 1 }), (samples) => {
      const average = new MovingAverage();
      for (const sample of samples) average.add(sample);
      expect(average.value).toBeGreaterThanOrEqual(Math.min(...samples) - 1e-6);
      expect(average.value).toBeLessThanOrEqual(Math.max(...samples) + 1e-6);
    }),
  );
});

test('a fading maximum is no less than the last sample, no more than the largest, and forgets that', () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: 0, max: 1e6, noNaN: true }), { minLength: 1 }), (samples) => {
      const maximum = new FadingMaximum();
      for (const sample of samples) {
        maximum.add(sample);
        expect(maximum.value).toBeGreaterThanOrEqual(sample);
      }
      expect(maximum.value).toBeLessThanOrEqual(Math.max(...samples));
    }),
  );
  const maximum = new FadingMaximum();
  maximum.add(1_000);
  for (let i = 0; i < 500; i++) maximum.add(1);
  expect(maximum.value).toBe(1);
});
