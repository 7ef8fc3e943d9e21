import { expect, test } from 'vitest';
import { isMediaProbe } from '../../src/shared/media-probe';

const probe = {
  type: 'probe-media',
  url: 'https://cdn.example/a.mp4?sig=%2B',
  referrer: 'https://site.example/',
};

test('a question about a link is taken', () => {
  expect(isMediaProbe(probe)).toBe(true);
});

test.each([
  ['nothing', undefined],
  ['another type', { ...probe, type: 'fetch' }],
  ['a local file', { ...probe, url: 'file:///etc/passwd' }],
  ['a page of ours', { ...probe, url: 'chrome-extension://abc/player/index.html' }],
  ['a link that is none', { ...probe, url: 'https://' }],
  ['no referrer', { ...probe, referrer: undefined }],
  ['a referrer that is no page', { ...probe, referrer: 'javascript:https://a' }],
])('one with %s is not', (_, message) => {
  expect(isMediaProbe(message)).toBe(false);
});
