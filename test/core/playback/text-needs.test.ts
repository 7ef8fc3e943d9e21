import { expect, test } from 'vitest';
import { byteRange } from '../../../src/core/bytes/range';
import type { TextSample } from '../../../src/core/movie';
import { textNeeds } from '../../../src/core/playback/text-needs';

const sample = (startSeconds: number, start: number): TextSample => ({
  startSeconds,
  endSeconds: startSeconds + 1,
  range: byteRange(start, start + 50),
});

test('asks for what is shown soon, and nothing that comes along by itself', () => {
  const samples = [sample(1, 10_000), sample(4, 90_000), sample(9, 500_000)];
  expect(textNeeds(samples, 5)).toEqual([byteRange(10_000, 10_050), byteRange(90_000, 90_050)]);
  expect(textNeeds([sample(9, 500_000)], 5)).toEqual([]);
});

test('takes what lies together in one request, wherever it is', () => {
  const samples = [sample(1, 7_000), sample(20, 8_000), sample(50, 5_000), sample(30, 100_000)];
  expect(textNeeds(samples, 5)).toEqual([byteRange(5_000, 8_050)]);
});

test('asks for a few at a time', () => {
  const samples = Array.from({ length: 100 }, (_, n) => sample(n, n * 100_000));
  expect(textNeeds(samples, Infinity)).toHaveLength(4);
});
