import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hostOf, withAbsoluteHost, withoutTrailingDot } from '../../../src/core/funnel/host-name';

const authorities = [
  'h.example',
  'H.Example:8080',
  'h.example:443',
  'h.example:80',
  'h.example:0080',
  'h.example:',
  'a_b.example',
  'sub.h.example.:8443',
  'u:p@x@h.example',
  'user@h.example:81',
  'localhost:3000',
  '127.0.0.1:80',
  '[::1]:80',
  'u:[x]@[2001:db8::1]:8080',
  '1.2.3.4.',
  'a.b..',
] as const;
const urls = authorities.flatMap((authority) =>
  ['https://', 'HTTP://', 'http:///', 'https:\\\\', 'https:'].flatMap((opening) =>
    ['', '/a:b@c.d/e?f=g.h#i', '\\a.b', '?a/b@c.example', '#a@b.example'].map(
      (rest) => opening + authority + rest,
    ),
  ),
);

/** Addresses of all kinds, with paths and queries that hold what an authority holds. */
const anyUrl = fc
  .tuple(
    fc.constantFrom('http', 'https'),
    fc.oneof(fc.constant(''), fc.webAuthority({ withUserInfo: true }).map(userOf)),
    fc.oneof(
      fc.domain(),
      fc.ipV4(),
      fc.ipV6().map((ip) => `[${ip}]`),
      fc.constantFrom('localhost', 'a.b.c', 'h.example.'),
    ),
    fc.option(fc.integer({ min: 0, max: 65_535 }), { nil: null }),
    fc.stringMatching(/^(?:[/?#][ -~]{0,20})?$/),
  )
  .map(
    ([scheme, user, host, port, rest]) =>
      `${scheme}://${user}${host}${port === null ? '' : `:${port}`}${rest}`,
  )
  .filter((url) => URL.canParse(url));

function userOf(authority: string): string {
  return authority.slice(0, authority.lastIndexOf('@') + 1);
}

const isAddress = (hostname: string) => hostname.startsWith('[') || /^\d+(\.\d+){3}$/.test(hostname);

describe('the host of a link', () => {
  it.each(urls)('of %s is what the URL class reads', (url) => {
    const { host } = new URL(url);
    // The one thing it writes anew: an address with a dot at its end.
    expect(hostOf(url)).toBe(host === '1.2.3.4' ? '1.2.3.4.' : host);
  });

  it('is what the URL class reads, whatever comes before and after it', () => {
    fc.assert(
      fc.property(anyUrl, (url) => {
        const { host, hostname } = new URL(url);
        // The class also writes IPv6 addresses in their shortest form.
        if (!hostname.startsWith('[')) expect(hostOf(url)).toBe(host);
      }),
    );
  });

  it('is one for one pool of connections', () => {
    expect(hostOf('https://u:p@CDN.example.com:443/a?b')).toBe('cdn.example.com');
    expect(hostOf('https://cdn.example.com.:8443/')).toBe('cdn.example.com.:8443');
    expect(hostOf('http://cdn.example.com:443/')).toBe('cdn.example.com:443');
  });
});

describe('the absolute name', () => {
  it.each([
    ['https://cdn.example.com:8080/a?b', 'https://cdn.example.com.:8080/a?b'],
    ['https://cdn.example.com', 'https://cdn.example.com.'],
    [
      'HTTP://U:p%40@Cdn.Example:080/%7e/..//a b?x=%2f+&y#z',
      'HTTP://U:p%40@Cdn.Example.:080/%7e/..//a b?x=%2f+&y#z',
    ],
    ['https://a.b?c', 'https://a.b.?c'],
    ['https://a.b\\c', 'https://a.b.\\c'],
    ['https://4.example/', 'https://4.example./'],
    ['https://a.1b/', 'https://a.1b./'],
    ['https://a_b.example/', 'https://a_b.example./'],
  ])('of %s makes it %s', (url, absolute) => expect(withAbsoluteHost(url)).toBe(absolute));

  it.each([
    'https://localhost/',
    'https://intranet:8080/a.b',
    'https://cdn.example.com./',
    'https://cdn.example.com.:8080/',
    'https://127.0.0.1/',
    'https://127.1/',
    'https://127.0.0.1./',
    'https://2130706433/',
    'https://0x7f.0.0.1/',
    'https://0x7f000001/',
    'https://0177.0.0.0x1/',
    'https://1.2.3.0X/',
    'https://a.09/',
    'https://[::1]:8080/',
    'https://[::ffff:1.2.3.4]/a',
    'https://１２７.0.0.1/',
    'https://127%2e0.0.1/',
    'https://电影.example/',
    'https://a..example/',
    'https://.example/',
    'https://',
    'ftp://cdn.example.com/',
    '',
  ])('of %s does not exist', (url) => expect(withAbsoluteHost(url)).toBeNull());

  it('differs from the link in its dot alone, and is there for every name that has none', () => {
    fc.assert(
      fc.property(anyUrl, (url) => {
        const absolute = withAbsoluteHost(url);
        const { hostname, port, username, pathname, search, hash } = new URL(url);
        if (isAddress(hostname) || !hostname.includes('.') || hostname.endsWith('.')) {
          expect(absolute).toBeNull();
          return;
        }
        expect(new URL(absolute!)).toMatchObject({
          hostname: `${hostname}.`,
          port,
          username,
          pathname,
          search,
          hash,
        });
        expect(
          [...absolute!].filter((_, at) => absolute!.slice(0, at) + absolute!.slice(at + 1) === url),
        ).toContain('.');
        expect(withAbsoluteHost(absolute!)).toBeNull();
        expect(withoutTrailingDot(hostOf(absolute!))).toBe(hostOf(url));
      }),
    );
  });
});

describe('without its dot', () => {
  it.each([
    ['cdn.example.com.', 'cdn.example.com'],
    ['cdn.example.com.:8080', 'cdn.example.com:8080'],
    ['cdn.example.com:8080', 'cdn.example.com:8080'],
    ['localhost', 'localhost'],
    ['[::1]:80', '[::1]:80'],
    ['127.0.0.1', '127.0.0.1'],
    ['', ''],
  ])('%s is %s', (host, name) => expect(withoutTrailingDot(host)).toBe(name));
});
