import { beforeAll, expect, test, vi } from 'vitest';

vi.mock('webextension-polyfill', () => ({
  default: { i18n: { getMessage: (key: string, values: string[]) => [key, ...values].join(' ') } },
}));

let mediaDescription: typeof import('../../src/popup/media-description')['mediaDescription'];
beforeAll(async () => {
  ({ mediaDescription } = await import('../../src/popup/media-description'));
});

const answer = { status: 206, contentType: 'video/mp4', contentDisposition: null, byteLength: 231_000_000 };

test.each([
  ['the ending of its name', answer, 'https://a.example/film.mkv', 'MKV · 231 MB'],
  [
    'what the server calls it',
    { ...answer, contentType: 'video/x-matroska' },
    'https://a.example/get',
    'MATROSKA · 231 MB',
  ],
  [
    'its size alone',
    { ...answer, contentType: 'application/octet-stream' },
    'https://a.example/get',
    '231 MB',
  ],
  ['its type alone', { ...answer, byteLength: null }, 'https://a.example/film.mp4', 'MP4'],
  [
    'that it is a page',
    { ...answer, contentType: 'text/html; charset=utf-8' },
    'https://a.example/film.mp4',
    'popupWebPage',
  ],
  ['that it was refused', { ...answer, status: 403 }, 'https://a.example/film.mp4', 'popupRefused 403'],
  ['that nobody answered', null, 'https://a.example/film.mp4', 'popupNoAnswer'],
])('a file is described by %s', (_, probed, url, words) => {
  expect(mediaDescription(probed, url)).toBe(words);
});
