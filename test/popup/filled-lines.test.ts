import fc from 'fast-check';
import { expect, test } from 'vitest';
import { filledLines } from '../../src/popup/filled-lines';

test('lines are counted as people count them, empty ones too', () => {
  expect(filledLines('https://a/\n\n \nhttps://b/\n').map(({ number, text }) => [number, text])).toEqual([
    [1, 'https://a/'],
    [4, 'https://b/'],
  ]);
});

test.each(['', ' ', '\n\n'])('a box with nothing in it (%j) has its first line', (text) => {
  expect(filledLines(text)).toMatchObject([{ number: 1, start: 0 }]);
});

test('each line is where it says', () => {
  fc.assert(
    fc.property(fc.array(fc.string()), (texts) => {
      const text = texts.join('\n');
      for (const line of filledLines(text)) {
        expect(text.slice(line.start, line.endExclusive)).toBe(line.text);
        expect(text.slice(0, line.start).split('\n')).toHaveLength(line.number);
      }
    }),
  );
});
