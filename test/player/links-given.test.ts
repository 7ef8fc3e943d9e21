import { expect, test, vi } from 'vitest';

vi.doMock('webextension-polyfill', () => ({ default: {} }));
const { linksIn } = await import('../../src/player/links-given');

test('each line that is a link is taken, to the letter', () => {
  const text = ' https://h.example/a.mp4?sig=%2B \r\n\r\nno link\n<https://h.example/b.mp4>';
  expect(linksIn(text)).toEqual({
    links: ['https://h.example/a.mp4?sig=%2B', 'https://h.example/b.mp4'],
    error: null,
  });
});

test.each([
  ['', 'input/no-url'],
  ['no link', 'input/bad-url'],
  ['javascript:alert(1)', 'input/scheme'],
])('where "%s" is all, it is told why there is none', (text, code) => {
  const { links, error } = linksIn(text);
  expect([links, error?.code]).toEqual([[], code]);
});
