import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  formatBytes,
  formatBytesPerSecond,
  formatProtocol,
  formatRatio,
  formatShare,
  formatTime,
} from '../../src/player/view/format';

describe('formatBytes', () => {
  it.each([
    [0, '0 B'],
    [950, '950 B'],
    [999.6, '1 KB'],
    [100_000, '100 KB'],
    [999_499, '999 KB'],
    [999_501, '1.00 MB'],
    [1_170_000, '1.17 MB'],
    [9_996_000, '10.0 MB'],
    [12_340_000, '12.3 MB'],
    [99_960_000, '100 MB'],
    [4_700_000_000, '4.70 GB'],
    [5_000_000_000_000_000, '5000 TB'],
  ])('%d is %s', (bytes, text) => expect(formatBytes(bytes)).toBe(text));

  it('never shows a thousand where the next unit would do', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 9e14, noNaN: true }), (bytes) => {
        expect(Number.parseFloat(formatBytes(bytes))).toBeLessThan(1000);
      }),
    );
  });

  it('gives speeds by the second', () => expect(formatBytesPerSecond(1_170_000)).toBe('1.17 MB/s'));
});

describe('formatRatio', () => {
  it.each([
    [0, '0.0×'],
    [0.96, '1.0×'],
    [1.6, '1.6×'],
    [9.94, '9.9×'],
    [9.96, '10×'],
    [123.4, '123×'],
  ])('%d is %s', (ratio, text) => expect(formatRatio(ratio)).toBe(text));
});

it('gives a share as a percentage', () => expect(formatShare(0.0117)).toBe('1.2%'));

describe('formatTime', () => {
  it.each([
    [0, '0:00'],
    [9.99, '0:09'],
    [245, '4:05'],
    [3723, '1:02:03'],
    [Number.NaN, '0:00'],
    [Number.POSITIVE_INFINITY, '0:00'],
    [-1, '0:00'],
  ])('%d seconds is %s', (seconds, text) => expect(formatTime(seconds)).toBe(text));
});

it.each([
  ['h2', 'HTTP/2'],
  ['h3', 'HTTP/3'],
  ['http/1.1', 'HTTP/1.1'],
  ['', ''],
])('formatProtocol: %j is %j', (alpn, text) => expect(formatProtocol(alpn)).toBe(text));
