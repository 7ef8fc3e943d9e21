import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isToBackground } from '../../src/shared/protocol';

const order = {
  type: 'fetch',
  requestId: 1,
  url: 'https://cdn.example/a.mp4?sig=%2B',
  asked: { start: 0, endExclusive: 10 },
  credentials: 'omit',
  authorization: null,
  referrer: null,
};

const cover = {
  type: 'cover',
  requestId: 0,
  url: order.url,
  authorization: null,
  referrer: 'https://page.example/',
  tabId: 7,
};

describe('an order to the background', () => {
  test('is taken in each of its forms', () => {
    expect(isToBackground(order)).toBe(true);
    expect(isToBackground({ ...order, asked: { suffixLength: 65_536 }, credentials: 'include' })).toBe(true);
    expect(isToBackground({ ...order, url: 'HTTP://cdn.example/' })).toBe(true);
    expect(isToBackground({ type: 'cancel', requestId: 0 })).toBe(true);
    expect(isToBackground(cover)).toBe(true);
    expect(isToBackground({ type: 'speed', bytesPerSecond: 1_200_000 })).toBe(true);
  });

  test.each([
    ['no object', 'fetch'],
    ['null', null],
    ['another type', { ...order, type: 'eval' }],
    ['no request id', { ...order, requestId: undefined }],
    ['a fractional request id', { ...order, requestId: 1.5 }],
    ['a negative request id', { type: 'cancel', requestId: -1 }],
    ['a local file', { ...order, url: 'file:///etc/passwd' }],
    ['a page of ours', { ...order, url: 'chrome-extension://abc/player/index.html' }],
    ['a data URL', { ...order, url: 'data:text/html,https://a' }],
    ['a script', { ...order, url: 'javascript:https://a' }],
    ['an address that is no string', { ...order, url: ['https://a'] }],
    ['other credentials', { ...order, credentials: 'same-origin' }],
    ['a referrer that is no page', { ...order, referrer: 'javascript:https://a' }],
    ['no address to cover', { ...cover, url: 'http://' }],
    ['no referrer to cover with', { ...cover, referrer: undefined }],
    ['no word of a password to cover', { ...cover, authorization: undefined }],
    ['no tab to cover', { ...cover, tabId: -1 }],
    ['nothing asked', { ...order, asked: undefined }],
    ['an empty range', { ...order, asked: { start: 5, endExclusive: 5 } }],
    ['a range backwards', { ...order, asked: { start: 5, endExclusive: 4 } }],
    ['a negative start', { ...order, asked: { start: -5, endExclusive: 4 } }],
    ['a speed that is no number', { type: 'speed', bytesPerSecond: '1e9' }],
    ['an endless range', { ...order, asked: { start: 0, endExclusive: Infinity } }],
    ['an empty suffix', { ...order, asked: { suffixLength: 0 } }],
    ['both a suffix and a range of nonsense', { ...order, asked: { suffixLength: 5, start: '0-1\r\nX: y' } }],
  ])('is refused with %s', (_, message) => {
    expect(isToBackground(message)).toBe(false);
  });

  test('any message at all is judged without throwing', () => {
    fc.assert(fc.property(fc.anything(), (message) => typeof isToBackground(message) === 'boolean'));
    fc.assert(fc.property(fc.jsonValue(), (message) => !isToBackground(message)));
  });

  test('one part made wrong makes the whole wrong', () => {
    const part = fc.constantFrom('type', 'requestId', 'url', 'asked', 'credentials');
    const wrong = fc.oneof(
      fc.constant(undefined),
      fc.double(),
      fc.array(fc.jsonValue()),
      fc.constant('ftp://a'),
    );
    const check = (key: string, value: unknown) => {
      const harmless = key === 'requestId' && Number.isSafeInteger(value) && (value as number) >= 0;
      expect(isToBackground({ ...order, [key]: value })).toBe(harmless);
    };
    fc.assert(fc.property(part, wrong, check));
  });
});
