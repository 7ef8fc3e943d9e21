import fc from 'fast-check';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { FunnelError } from '../../src/core/errors';

const tabs = vi.hoisted(() => ({ create: vi.fn(), update: vi.fn(), query: vi.fn() }));
vi.mock('webextension-polyfill', () => ({
  default: { runtime: { getURL: (path: string) => `chrome-extension://id/${path}` }, tabs },
}));

const { openPlayer, parsePlayableUrl, parsePlayerAddress, playerAddress } = await import(
  '../../src/shared/open-player'
);
const { nextLinks, withNextLinks } = await import('../../src/shared/player-address');

const codeOf = (act: () => unknown): string | null => {
  try {
    act();
    return null;
  } catch (thrown) {
    return FunnelError.from(thrown).code;
  }
};

describe('parsePlayableUrl', () => {
  it.each([
    'https://h.example/film.mp4',
    'HTTP://H.example:80/a/../film.mp4',
    'https://h.example/f.mp4?sig=a%2Fb+c%3D&x=%7e{}|^',
    'https://h.example/a b.mp4',
    'https://电影.example/电影.mp4',
    'http://[::1]:8080/f.mp4',
  ])('gives %s back to the letter', (url) => expect(parsePlayableUrl(url)).toBe(url));

  it.each([
    ['  https://h.example/f.mp4\n', 'https://h.example/f.mp4'],
    ['"https://h.example/f.mp4"', 'https://h.example/f.mp4'],
    ["<'https://h.example/f.mp4'>", 'https://h.example/f.mp4'],
    ['“https://h.example/f.mp4”', 'https://h.example/f.mp4'],
    ['\u200bhttps://h.example/f.mp4\ufeff', 'https://h.example/f.mp4'],
    ['h.example/f.mp4', 'https://h.example/f.mp4'],
    ['h.example:8443/f.mp4', 'https://h.example:8443/f.mp4'],
    ['//h.example/f.mp4', 'https://h.example/f.mp4'],
    ['localhost:8080/f.mp4', 'http://localhost:8080/f.mp4'],
    ['192.168.1.5/f.mp4', 'http://192.168.1.5/f.mp4'],
    ['[::1]:8080/f.mp4', 'http://[::1]:8080/f.mp4'],
  ])('takes %j for %s', (text, url) => expect(parsePlayableUrl(text)).toBe(url));

  it.each([
    ['', 'input/no-url'],
    [' \n\t', 'input/no-url'],
    ['""', 'input/no-url'],
    ['hello', 'input/bad-url'],
    ['film.mp4', 'input/bad-url'],
    ['a sentence. With/a slash', 'input/bad-url'],
    ['/films/a.mp4', 'input/bad-url'],
    ['https://', 'input/bad-url'],
    ['https:h.example/f.mp4', 'input/bad-url'],
    ['https://h.example:99999/f.mp4', 'input/bad-url'],
    ['https://h example/f.mp4', 'input/bad-url'],
    ['https://a.example/1.mp4\nhttps://a.example/2.mp4', 'input/bad-url'],
    ['ftp://h.example/f.mp4', 'input/scheme'],
    ['file:///home/me/f.mp4', 'input/scheme'],
    ['blob:https://h.example/1-2', 'input/scheme'],
    ['data:video/mp4;base64,AAAA', 'input/scheme'],
    ['javascript:alert(1)', 'input/scheme'],
    ['magnet:?xt=urn:btih:1', 'input/scheme'],
  ])('refuses %j with %s', (text, code) => expect(codeOf(() => parsePlayableUrl(text))).toBe(code));

  it('gives any web address back as it is, also with margins and quotes', () => {
    fc.assert(
      fc.property(fc.webUrl({ withQueryParameters: true, withFragments: true }), (url) => {
        expect(parsePlayableUrl(url)).toBe(url);
        expect(parsePlayableUrl(` "${url}" `)).toBe(url);
      }),
    );
  });

  it('gives a valid http address or an input error, whatever it is given', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.boolean(), (text, prefixed) => {
        let url: string;
        try {
          url = parsePlayableUrl(prefixed ? `https://${text}` : text);
        } catch (thrown) {
          expect(FunnelError.from(thrown).code).toMatch(/^input\//);
          return;
        }
        expect(new URL(url).protocol).toMatch(/^https?:$/);
      }),
    );
  });
});

describe('the player address', () => {
  const read = (address: string) => parsePlayerAddress(address.slice(address.indexOf('#')));

  it('has no referrer but a page', () => {
    for (const referrer of ['', 'page', 'javascript:https://a', 'file:///a', 'https://']) {
      expect(read(playerAddress('https://h/', referrer)).referrer, referrer).toBeNull();
    }
  });

  it('brings any links and referrer back', () => {
    const link = fc.webUrl({ withQueryParameters: true, withFragments: true });
    fc.assert(
      fc.property(link, fc.uniqueArray(link), fc.option(link), (url, others, referrer) => {
        const mirrors = others.filter((other) => other !== url);
        expect(read(playerAddress(url, referrer, mirrors))).toEqual({ url, mirrors, referrer });
      }),
    );
  });

  it('brings back what is playable in whatever it is given, or an input error', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary' }), { minLength: 1 }), (texts) => {
        const [url = '', ...mirrors] = texts;
        expect(codeOf(() => read(playerAddress(url, null, mirrors)))).toMatch(/^input\//);
        const links = texts.map((text) => `https://h/${text.replace(/\p{Cc}/gu, '')}|`);
        const [first = '', ...rest] = links;
        const request = read(playerAddress(first, null, rest));
        const wellFormed = links.map((each) => each.replace(/\p{Surrogate}/gu, '\ufffd'));
        expect([request.url, ...request.mirrors]).toEqual([...new Set(wellFormed)]);
      }),
    );
  });

  it('is what the design says', () => {
    expect(playerAddress('https://h/a?b&c#d', 'https://p/')).toBe(
      'player/index.html#url=https%3A%2F%2Fh%2Fa%3Fb%26c%23d&referrer=https%3A%2F%2Fp%2F',
    );
    expect(playerAddress('https://h/')).toBe('player/index.html#url=https%3A%2F%2Fh%2F');
    expect(playerAddress('https://h/', null, ['https://g/'])).toBe(
      'player/index.html#url=https%3A%2F%2Fh%2F&url=https%3A%2F%2Fg%2F',
    );
  });

  it('makes its links ready to be played, each of them once', () => {
    const links = ['h.example/f.mp4', ' https://g.example/f', '"https://h.example/f.mp4"'];
    const hash = links.map((link) => `url=${encodeURIComponent(link)}`).join('&');
    expect(parsePlayerAddress(`#referrer=https%3A%2F%2Fp&${hash}`)).toEqual({
      url: 'https://h.example/f.mp4',
      mirrors: ['https://g.example/f'],
      referrer: 'https://p',
    });
  });

  it('reads half a surrogate pair as the URL parser does', () => {
    expect(read(playerAddress('https://h/\ud800')).url).toBe('https://h/\ufffd');
  });

  it.each([
    ['', 'input/no-url'],
    ['#', 'input/no-url'],
    ['#url', 'input/no-url'],
    ['#url=', 'input/no-url'],
    ['#referrer=https%3A%2F%2Fp', 'input/no-url'],
    ['#url=%', 'input/bad-url'],
    ['#url=film', 'input/bad-url'],
    ['#url=https%3A%2F%2Fh%2F&url=%', 'input/bad-url'],
    ['#url=https%3A%2F%2Fh%2F&url=', 'input/no-url'],
  ])('refuses %j with %s', (hash, code) => expect(codeOf(() => parsePlayerAddress(hash))).toBe(code));

  it('tells no password of what was mangled', () => {
    const act = () => parsePlayerAddress('#url=https%3A%2F%2Fme%3Asecret%40h%2F%E4%A');
    expect(act).toThrow(new FunnelError('input/bad-url', '…h%2F%E4%A'));
  });

  it('says which mirror cannot be played', () => {
    const act = () => read(playerAddress('https://h/', null, ['https://g/', 'ftp://f/']));
    expect(act).toThrow(new FunnelError('input/scheme', 'mirror 2: ftp'));
  });
});

describe('openPlayer', () => {
  const address = 'chrome-extension://id/player/index.html#url=https%3A%2F%2Fh%2Ff';
  beforeEach(() => {
    tabs.create.mockReset().mockResolvedValue({});
    tabs.update.mockReset().mockResolvedValue({});
    tabs.query.mockReset().mockResolvedValue([{ incognito: false }]);
  });

  it('opens a tab beside the one it came from', async () => {
    await openPlayer({ url: 'https://h/f' }, 'background-tab', { index: 3, openerTabId: 7 });
    expect(tabs.create.mock.calls).toEqual([[{ url: address, active: false, index: 3, openerTabId: 7 }]]);
  });

  it('opens one anywhere where it cannot be there', async () => {
    tabs.create.mockRejectedValueOnce(new Error('No tab with id: 7.'));
    await openPlayer({ url: 'https://h/f' }, 'new-tab', { openerTabId: 7 });
    expect(tabs.create).toHaveBeenLastCalledWith({ url: address, active: true });
  });

  it('takes the current tab when asked to', async () => {
    await openPlayer({ url: 'https://h/f' }, 'current-tab');
    expect(tabs.update).toHaveBeenCalledWith({ url: address });
    expect(tabs.create).not.toHaveBeenCalled();
  });

  it('tells the player of a private window', async () => {
    tabs.query.mockResolvedValue([{ incognito: true }]);
    await openPlayer({ url: 'https://h/f' });
    expect(tabs.create).toHaveBeenCalledWith({ url: `${address}&private`, active: true });
    expect(parsePlayerAddress(`${address.slice(address.indexOf('#'))}&private`).url).toBe('https://h/f');
  });
});

describe('links to be played next', () => {
  const [one, two] = ['https://h.example/a.mp4?sig=a%2Fb+c%3D&next=x', 'https://h.example/电影.mp4'];
  const hash = playerAddress('https://h.example/f.mp4', 'https://page.example/').replace(/^[^#]*/, '');

  it('stand in the address, to the letter, and leave the film itself alone', () => {
    const queued = withNextLinks(hash, [one, two]);
    expect(nextLinks(queued)).toEqual([one, two]);
    expect(parsePlayerAddress(queued)).toEqual(parsePlayerAddress(hash));
    expect(withNextLinks(queued, [])).toBe(hash);
  });

  it('are left out where they are none', () => {
    expect(nextLinks(`${hash}&next=%ff&next=javascript%3Aalert(1)&next=${encodeURIComponent(two)}`)).toEqual([
      two,
    ]);
  });
});
