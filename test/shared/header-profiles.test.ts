import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  exampleProfiles,
  type HeaderProfile,
  hostnameOf,
  mergeHeaders,
  profileHeaders,
  refererHeader,
  withoutSecrets,
} from '../../src/shared/header-profiles';
import { parseProfile, parseProfileText, profileText } from '../../src/shared/parse-profile';

const typed = { name: 'A disk', isOn: true, hosts: 'films.test', headers: 'User-Agent: disk/1' };
const profile = (hosts: string[], headers: Record<string, string>, isOn = true): HeaderProfile => ({
  name: '',
  isOn,
  hosts,
  headers: Object.entries(headers).map(([name, value]) => ({ name, value })),
});

describe('a profile as it is typed', () => {
  test('is understood as people write hosts and headers', () => {
    const { value } = parseProfileText({
      ...typed,
      hosts: ' Films.test, *.cdn.test\n\nhttps://bücher.test:8080/a/b.mp4；10.0.0.1\nfilms.test.',
      headers: 'User-Agent:  disk/1 (a; b)\n\nREFERER：https://page.test/?a:b\n',
    });
    expect(value).toEqual({
      name: 'A disk',
      isOn: true,
      hosts: ['films.test', 'cdn.test', 'xn--bcher-kva.test', '10.0.0.1'],
      headers: [
        { name: 'user-agent', value: 'disk/1 (a; b)' },
        { name: 'referer', value: 'https://page.test/?a:b' },
      ],
    });
  });

  test.each([
    [{ hosts: '' }, 'no-host'],
    [{ hosts: ' , ' }, 'no-host'],
    [{ hosts: 'films.*' }, 'bad-host'],
    [{ hosts: '*' }, 'bad-host'],
    [{ hosts: 'user@films.test' }, 'bad-host'],
    [{ hosts: 'ftp://films.test' }, 'bad-host'],
    [{ hosts: '[::1]' }, 'bad-host'],
    [{ hosts: 'a.test\n'.repeat(51) }, 'too-long'],
    [{ headers: '' }, 'no-header'],
    [{ headers: 'User-Agent' }, 'bad-header'],
    [{ headers: ': disk' }, 'bad-header'],
    [{ headers: 'User-Agent:' }, 'bad-header'],
    [{ headers: 'User Agent: disk' }, 'bad-header'],
    [{ headers: 'X-Name: 片' }, 'bad-header'],
    [{ headers: 'X-Name: a\u0000b' }, 'bad-header'],
    [{ headers: 'Range: bytes=0-1' }, 'reserved-header'],
    [{ headers: 'Accept-Encoding: gzip' }, 'reserved-header'],
    [{ headers: 'Cookie: a=b' }, 'reserved-header'],
    [{ headers: 'Host: other.test' }, 'reserved-header'],
    [{ headers: 'Sec-Fetch-Mode: navigate' }, 'reserved-header'],
    [{ headers: 'X-A: 1\nx-a: 2' }, 'repeated-header'],
    [{ headers: `X-A: ${'a'.repeat(3000)}` }, 'too-long'],
    [{ name: 'a'.repeat(99) }, 'too-long'],
  ])('%j is refused: %s', (part, fault) => {
    expect(parseProfileText({ ...typed, ...part }).fault).toBe(fault);
  });

  test('comes back from its text as it was', () => {
    for (const each of exampleProfiles) {
      expect(parseProfileText(profileText(each))).toEqual({ value: each, fault: null });
    }
  });
});

test('whatever was stored is a valid profile or none, and never throws', () => {
  const headers = fc.array(fc.record({ name: fc.string(), value: fc.string() }), { maxLength: 3 });
  const near = fc.record({
    name: fc.string(),
    isOn: fc.boolean(),
    hosts: fc.array(fc.oneof(fc.domain(), fc.string()), { maxLength: 3 }),
    headers,
  });
  fc.assert(
    fc.property(fc.oneof(fc.anything(), near), (given) => {
      const { value, fault } = parseProfile(given);
      expect(value === null).toBe(fault !== null);
      if (value === null) return;
      // Again the same: nothing gets through that it would not let through a second time.
      expect(parseProfile(value)).toEqual({ value, fault: null });
      for (const header of value.headers) expect(new Headers([[header.name, header.value]])).toBeTruthy();
    }),
  );
});

test('examples are valid and off', () => {
  for (const each of exampleProfiles) {
    expect(parseProfile(each).value).toEqual(each);
    expect(each.isOn).toBe(false);
  }
});

describe('the headers for a host', () => {
  const profiles = [
    profile(['cdn.films.test'], { 'user-agent': 'cdn' }),
    profile(['films.test'], { 'user-agent': 'disk', origin: 'https://a.test' }),
    profile(['other.test'], { referer: 'https://off.test/' }, false),
  ];

  test.each([
    ['films.test', { 'user-agent': 'disk', origin: 'https://a.test' }],
    ['b.films.test', { 'user-agent': 'disk', origin: 'https://a.test' }],
    ['a.cdn.films.test', { 'user-agent': 'cdn', origin: 'https://a.test' }],
    ['myfilms.test', {}],
    ['test', {}],
    ['other.test', {}],
  ])('%s', (host, headers) => {
    const found = profileHeaders(profiles, host);
    expect(Object.fromEntries(found.map(({ name, value }) => [name, value]))).toEqual(headers);
  });

  test('a secret stays with its host, and a profile comes before the page', () => {
    const [own] = profiles.map(({ headers }) => headers);
    expect(withoutSecrets([{ name: 'authorization', value: 'Bearer x' }, ...own!])).toEqual(own);
    const page = refererHeader('https://page.test/list?user=me', 'https://films.test/a.mp4');
    expect(page).toEqual([{ name: 'referer', value: 'https://page.test/' }]);
    const profileReferer = [{ name: 'referer', value: 'https://own.test/' }];
    expect(mergeHeaders(profileReferer, page)).toEqual(profileReferer);
  });

  test('a page that was secure is not told in clear', () => {
    expect(refererHeader('https://page.test/', 'http://films.test/a.mp4')).toEqual([]);
    expect(refererHeader('http://page.test/', 'http://films.test/a.mp4')).toHaveLength(1);
    expect(refererHeader(null, 'http://films.test/a.mp4')).toEqual([]);
  });

  test('are those of its absolute name too', () => {
    expect(hostnameOf('https://Films.test.:8080/a')).toBe('films.test');
  });
});
