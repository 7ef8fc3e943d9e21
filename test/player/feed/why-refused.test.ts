import { expect, test } from 'vitest';
import { FunnelError } from '../../../src/core/errors';
import { whyRefused } from '../../../src/player/feed/why-refused';

const invalidState = new DOMException(
  'The HTMLMediaElement.error attribute is not null.',
  'InvalidStateError',
);

test('a buffer that is full says so', () => {
  expect(whyRefused(new DOMException('full', 'QuotaExceededError'), null).code).toBe('playback/quota');
});

test('a buffer that a failed decoder has closed is not blamed on the fragment that came next', () => {
  const { code, detail } = whyRefused(invalidState, { message: 'cannot decode packet' });
  expect([code, detail]).toEqual(['playback/decode', 'cannot decode packet']);
});

test('whatever else is refused is blamed on what was appended', () => {
  expect(whyRefused(invalidState, null).code).toBe('playback/append-failed');
  expect(whyRefused(new TypeError('no'), { message: 'cannot decode packet' }).code).toBe(
    'playback/append-failed',
  );
});

test('what is known already stays', () => {
  const known = new FunnelError('playback/append-failed', 'the browser refused a fragment');
  expect(whyRefused(known, { message: 'cannot decode packet' })).toBe(known);
});
