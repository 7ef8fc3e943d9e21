import fc from 'fast-check';
import { beforeEach, expect, test, vi } from 'vitest';

let memory: Record<string, unknown> = {};
let windows: { incognito: boolean }[] = [];
let windowClosed: () => Promise<void> = async () => {};
const tabs = { create: vi.fn(), query: vi.fn() };
vi.doMock('webextension-polyfill', () => ({
  default: {
    runtime: { getURL: (path: string) => `moz-extension://own/${path}` },
    tabs,
    windows: {
      getAll: async () => windows,
      onRemoved: { addListener: (listener: typeof windowClosed) => (windowClosed = listener) },
    },
    storage: {
      session: {
        get: async (names?: string[]) =>
          Object.fromEntries(Object.entries(memory).filter(([name]) => names?.includes(name) ?? true)),
        set: async (items: object) => Object.assign(memory, items),
        remove: async (names: string[]) => {
          for (const name of names) delete memory[name];
        },
      },
    },
  },
}));
const { concealLogin, concealLogins, revealLogins } = await import('../../src/shared/kept-logins');
const { nextLinks, parsePlayerAddress, playerAddress, withNextLinks } = await import(
  '../../src/shared/player-address'
);
const { registerPrivateLogins } = await import('../../src/background/private-logins');
const { openPlayer } = await import('../../src/shared/open-player');

beforeEach(() => {
  memory = {};
});

const address = withNextLinks(
  playerAddress('https://ann:se%40cret@films.test/a?b=%2f', 'https://page.test/', ['http://h/m@n']),
  ['http://bob:片@films.test:8080/next.mp4', 'https://h/?mail=a:b@c'],
);
const fragment = (of: string) => of.slice(of.indexOf('#'));

test('an address holds a name in the place of user and password, and all comes back to the letter', async () => {
  const concealed = await concealLogins(address, false);
  for (const secret of ['ann', 'se%40cret', 'se%2540cret', 'bob', encodeURIComponent('片')]) {
    expect(concealed).not.toContain(secret);
  }
  expect(await revealLogins(concealed)).toBe(address);
  // A link of a list is one by itself.
  const [next] = nextLinks(fragment(concealed));
  expect(await revealLogins(next!)).toBe('http://bob:片@films.test:8080/next.mp4');
  // Who conceals it again finds nothing to do.
  expect(await concealLogins(concealed, false)).toBe(concealed);
  expect(Object.keys(memory)).toHaveLength(2);
});

test('a browser that was closed meanwhile has the links alone', async () => {
  const concealed = await concealLogins(address, false);
  memory = {};
  const hash = fragment(await revealLogins(concealed));
  expect(parsePlayerAddress(hash).url).toBe('https://films.test/a?b=%2f');
  expect(nextLinks(hash)[0]).toBe('http://films.test:8080/next.mp4');
});

test('a link without them stays as it is, to the letter', async () => {
  const link = fc.webUrl({ withQueryParameters: true, withFragments: true });
  await fc.assert(
    fc.asyncProperty(link, async (url) => {
      expect(await concealLogin(url, false)).toBe(url);
      expect(await concealLogins(playerAddress(url), false)).toBe(playerAddress(url));
    }),
  );
  expect(memory).toEqual({});
});

test('whatever there is comes back', async () => {
  const text = fc.oneof(fc.string({ unit: 'grapheme' }), fc.webUrl({ validSchemes: ['http', 'ftp'] }));
  await fc.assert(
    fc.asyncProperty(text, fc.string(), async (before, after) => {
      const given = playerAddress(`${before}:p@${after}`);
      expect(await revealLogins(await concealLogins(given, true))).toBe(given);
    }),
  );
  expect(await concealLogins('#url=%ff:p@h', false)).toBe('#url=%ff:p@h');
});

test.each([
  '"https://ann:secret@h/f.mp4"',
  'ftp://ann:secret@h/f',
  'https:ann:secret@h/f',
  '//ann:secret@h/f',
])(
  'nor does the password of %s, which may be no link, stand in the address of the tab that is opened',
  async (url) => {
    tabs.query.mockResolvedValue([{ incognito: false }]);
    await openPlayer({ url });
    const opened = tabs.create.mock.lastCall![0].url;
    expect(opened).not.toContain('secret');
    expect(await revealLogins(opened)).toBe(`moz-extension://own/${playerAddress(url)}`);
  },
);

test('those of private windows are forgotten with the last of these, and no others', async () => {
  tabs.query.mockResolvedValue([{ incognito: true }]);
  await openPlayer({ url: 'https://ann:secret@h/f.mp4' });
  const secretly: string = tabs.create.mock.lastCall![0].url;
  const openly = await concealLogin('https://bob:word@h/', false);
  registerPrivateLogins();
  windows = [{ incognito: false }, { incognito: true }];
  await windowClosed();
  expect(await revealLogins(secretly)).toContain(encodeURIComponent('ann:secret@'));
  windows = [{ incognito: false }];
  await windowClosed();
  expect(fragment(await revealLogins(secretly))).toBe('#url=https%3A%2F%2Fh%2Ff.mp4&private');
  expect(await revealLogins(openly)).toBe('https://bob:word@h/');
});
