import fc from 'fast-check';
import { expect, test } from 'vitest';
import { authorizationFor, splitCredentials } from '../../src/shared/url-credentials';

test('user and password leave the link and become a header', () => {
  expect(splitCredentials('https://Aladdin:open%20sesame@films.test/a?b=%2f')).toEqual({
    url: 'https://films.test/a?b=%2f',
    authorization: `Basic ${btoa('Aladdin:open sesame')}`,
  });
  expect(splitCredentials('http://u:a:b@h/').authorization).toBe(`Basic ${btoa('u:a:b')}`);
});

test('a password may be of any language, and even hold an @', () => {
  const { url, authorization } = splitCredentials('http://u:p%40%E7%89%87@h/x@y');
  expect(url).toBe('http://h/x@y');
  expect(Buffer.from(authorization!.slice(6), 'base64').toString()).toBe('u:p@片');
});

test('a link without them stays as it is, to the letter', () => {
  fc.assert(
    fc.property(fc.webUrl({ withQueryParameters: true, withFragments: true }), (url) => {
      expect(splitCredentials(url)).toEqual({ url, authorization: null });
    }),
  );
  expect(splitCredentials('https://h/?mail=a@b').url).toBe('https://h/?mail=a@b');
  expect(splitCredentials('https://h/\nx').url).toBe('https://h/\nx');
});

test.each([
  ['HTTPS://H.Example:443/%7E/../A?b=%2f', 'HTTPS://h.example/%7E/../A?b=%2f'],
  ['https://电影.example/电影.mp4', 'https://xn--p3t879b.example/电影.mp4'],
  ['http://127.1:8080?a', 'http://127.0.0.1:8080?a'],
  ['https://h.example.', 'https://h.example.'],
  ['https:///u@h.example\\a', 'https://h.example\\a'],
])('the host of %s gets the one name browsers have for it', (link, url) => {
  expect(splitCredentials(link).url).toBe(url);
  expect(new URL(splitCredentials(link).url).href).toBe(new URL(link).href.replace('u@', ''));
});

test('a password is for the origin it was given for, under either of its names', () => {
  const addresses = ['https://plain.test/a', 'https://u:p@cdn.test/a', 'http://v:q@cdn.test:8080/b'].map(
    splitCredentials,
  );
  const named = (url: string) =>
    addresses.findIndex((each) => each.authorization === authorizationFor(url, addresses));
  expect(named('https://cdn.test/elsewhere?c')).toBe(1);
  expect(named('https://CDN.test.:443/a')).toBe(1);
  expect(named('http://cdn.test.:8080/b')).toBe(2);
  for (const url of [
    'http://cdn.test/a',
    'https://cdn.test:8080/b',
    'https://plain.test/a',
    'https://www.cdn.test/a',
    'https://cdn.test.evil.test/a',
    'https://evil.test/https://cdn.test/a',
  ]) {
    expect(authorizationFor(url, addresses), url).toBeNull();
  }
});
