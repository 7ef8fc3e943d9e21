import fc from 'fast-check';
import { expect, test } from 'vitest';
import { splitCredentials } from '../../src/shared/url-credentials';

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
});
