import { expect, test } from 'vitest';
import { wayOut } from '../../../src/player/feed/way-out';

const plan = { startSeconds: 0, fedEndSeconds: 40 };

test('a crack is jumped at once', () => {
  expect(wayOut([{ start: 5.4, end: 9 }], 5, plan, false)).toEqual({ type: 'jump', toSeconds: 5.4 });
});

test('film a browser dropped is fed again', () => {
  expect(wayOut([{ start: 20, end: 30 }], 5, plan, false)).toEqual({ type: 'feed-again' });
  expect(wayOut([], 5, plan, false)).toEqual({ type: 'feed-again' });
});

test('where it is missing even so, the film goes on at its next picture', () => {
  const again = { startSeconds: 5, fedEndSeconds: 12 };
  expect(wayOut([{ start: 6.5, end: 12 }], 5, again, true)).toEqual({ type: 'jump', toSeconds: 6.5 });
});

test('while more is on its way, it is waited for', () => {
  // The picture was fed up to 1 s, the sound begins at 1.5 s: none of it is common to both yet.
  expect(wayOut([], 0, { startSeconds: 0, fedEndSeconds: 1 }, false)).toEqual({ type: 'wait' });
});

test('but not with what an earlier seek left, nor in a circle', () => {
  const again = { startSeconds: 5, fedEndSeconds: 12 };
  expect(wayOut([{ start: 50, end: 60 }], 5, again, true)).toEqual({ type: 'none' });
  expect(wayOut([], 5, again, true)).toEqual({ type: 'none' });
});
