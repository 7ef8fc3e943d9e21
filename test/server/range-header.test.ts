import { describe, expect, it } from 'vitest';
import { parseRange, unionBytes } from './range-header';

describe('parseRange', () => {
  it.each([
    ['bytes=0-0', { start: 0, endExclusive: 1 }],
    ['bytes=10-19', { start: 10, endExclusive: 20 }],
    ['bytes=90-', { start: 90, endExclusive: 100 }],
    ['bytes=90-500', { start: 90, endExclusive: 100 }],
    ['bytes=-30', { start: 70, endExclusive: 100 }],
    ['bytes=-500', { start: 0, endExclusive: 100 }],
    ['bytes=100-', 'unsatisfiable'],
    ['bytes=-0', 'unsatisfiable'],
    ['bytes=9-3', 'none'],
    ['bytes=0-1,5-6', 'none'],
    ['bytes=-', 'none'],
    ['lines=1-2', 'none'],
    [undefined, 'none'],
  ])('%s of 100 bytes', (header, expected) => {
    expect(parseRange(header, 100)).toEqual(expected);
  });

  it('refuses suffixes when told to', () => {
    expect(parseRange('bytes=-5', 100, false)).toBe('unsatisfiable');
  });
});

describe('unionBytes', () => {
  it('counts every byte once', () => {
    const ranges = [
      { start: 50, endExclusive: 60 },
      { start: 0, endExclusive: 10 },
      { start: 5, endExclusive: 20 },
      { start: 6, endExclusive: 8 },
    ];
    expect(unionBytes(ranges)).toBe(30);
    expect(unionBytes([])).toBe(0);
  });
});
