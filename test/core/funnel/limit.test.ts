import { describe, expect, test } from 'vitest';
import { byteRange } from '../../../src/core/bytes/range';
import { lognormal, pareto } from './connection-rates';
import { idealLink } from './ideal-link';
import { firstFrameLimitMs, type IdealLink, seekLimitMs, stallLimitMs, transferLimitBytes } from './limit';
import { seededRandom } from './seeded-random';

/** 1 KB/ms, first byte after 300 ms. */
const link: IdealLink = {
  bytesPerSecond: 1_000_000,
  burstBytes: 0,
  burstBytesPerSecond: 1_000_000,
  roundTripMs: 100,
  handshakeRoundTrips: 2,
  storms: [],
};

describe('the first frame', () => {
  const moovFirst = [byteRange(0, 16), byteRange(32, 48), byteRange(40, 250_000)];

  test('takes one round trip beyond the handshake where all lies together', () => {
    const frame = [byteRange(250_016, 300_000)];
    expect(firstFrameLimitMs(link, moovFirst, frame)).toBeCloseTo(300 + 300, 0);
  });

  test('takes one more where part of it lies elsewhere', () => {
    const frame = [byteRange(250_016, 300_000), byteRange(900_000, 910_000)];
    // The near part comes while the far one is asked for.
    expect(firstFrameLimitMs(link, moovFirst, frame)).toBeCloseTo(300 + 250 + 100 + 10, 0);
  });

  test('takes one more for an index at the end, in which the frame comes already', () => {
    const moovLast = [byteRange(0, 16), byteRange(32, 48), byteRange(5_000_000, 5_250_000)];
    const frame = [byteRange(48, 50_048)];
    expect(firstFrameLimitMs(link, moovLast, frame)).toBeCloseTo(300 + 100 + 250, 0);
    const large = [byteRange(48, 150_048)];
    expect(firstFrameLimitMs(link, moovLast, large)).toBeCloseTo(300 + 100 + 250 + 50, 0);
  });

  test('waits for a storm to pass', () => {
    const stormy = { ...link, storms: [{ fromMs: 0, untilMs: 1_000 }] };
    expect(firstFrameLimitMs(stormy, [byteRange(0, 1_000)], [])).toBeCloseTo(1_000 + 100 + 1, 0);
  });

  test('comes at burst speed while the burst lasts', () => {
    const bursting = { ...link, burstBytes: 100_000, burstBytesPerSecond: 10_000_000 };
    expect(firstFrameLimitMs(bursting, [byteRange(0, 200_000)], [])).toBeCloseTo(300 + 10 + 100, 0);
  });
});

test('a seek takes a handshake, a request and the bytes', () => {
  expect(seekLimitMs(link, [byteRange(0, 100_000), byteRange(500_000, 600_000)])).toBeCloseTo(500, 5);
});

test('a storm takes its length from a transfer', () => {
  const stormy = { ...link, storms: [{ fromMs: 5_000, untilMs: 7_000 }] };
  expect(transferLimitBytes(link, 300, 10_000)).toBeCloseTo(10_000_000, 0);
  expect(transferLimitBytes(stormy, 300, 10_000)).toBeCloseTo(8_000_000, 0);
  expect(transferLimitBytes(stormy, 6_000, 10_000)).toBeCloseTo(9_000_000, 0);
});

describe('stalls', () => {
  test('there are none where the link brings more than is played', () => {
    expect(stallLimitMs(link, (seconds) => seconds * 900_000, 1_500, 60_000)).toBe(0);
  });

  test('a film of twice the rate stands still half the time', () => {
    const stalledMs = stallLimitMs(link, (seconds) => seconds * 2_000_000, 2_300, 62_300);
    expect(stalledMs).toBeCloseTo(30_000 - 1_000, -2);
  });
});

describe('the connections of a network as one', () => {
  test('the fastest ones count, as many as may run, up to what they share', () => {
    const rate = (...args: Parameters<typeof idealLink>) => idealLink(...args).bytesPerSecond;
    expect(rate({}, 12, 1)).toBe(1_200_000);
    expect(rate({}, 100, 1)).toBe(2_400_000);
    expect(rate({ connectionsMax: 5 }, 12, 1)).toBe(500_000);
    expect(rate({ ipBytesPerSecond: 300_000 }, 12, 1)).toBe(300_000);
    expect(rate({ hostBytesPerSecond: 400_000, ipBytesPerSecond: 500_000 }, 12, 1)).toBe(400_000);
    const slowPlain = {
      laneFactor: ({ credentials }: { credentials: string }) => (credentials === 'omit' ? 0.05 : 1),
    };
    expect(rate(slowPlain, 12, 1)).toBe(1_200_000);
    expect(rate(slowPlain, 24, 1)).toBeCloseTo(1_260_000, 3);
    expect(rate({ protocol: 'h2', socketsPerLane: 6 }, 24, 1)).toBe(2_400_000);
  });

  test('rates drawn by chance are 1 in the mean, and one network draws the same each time', () => {
    const random = seededRandom(3);
    for (const draw of [lognormal(0.5), lognormal(1), pareto(3)]) {
      const factors = Array.from({ length: 20_000 }, () => draw(random));
      expect(factors.reduce((sum, factor) => sum + factor, 0) / factors.length).toBeCloseTo(1, 1);
    }
    const network = { drawFactor: lognormal(1) };
    expect(idealLink(network, 12, 7)).toEqual(idealLink(network, 12, 7));
    expect(idealLink(network, 12, 7)).not.toEqual(idealLink(network, 12, 8));
  });
});
