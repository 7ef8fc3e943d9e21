import { afterEach, describe, expect, test, vi } from 'vitest';
import type { HeaderProfile } from '../../src/shared/header-profiles';
import { privateAddressPatterns } from '../../src/shared/private-address';

interface Rule {
  readonly id: number;
  readonly action: {
    readonly type: 'modifyHeaders' | 'block';
    readonly requestHeaders?: readonly { header: string; value: string }[];
  };
  readonly condition: Readonly<Record<string, unknown>>;
}

/** What the browser holds; one rule was left by a background before. */
const held = new Map<number, Rule>([[1, { id: 1, action: { type: 'block' }, condition: {} }]]);
let takesRules = true;
let profiles: readonly HeaderProfile[] = [];
let storageChanged: (changes: object, area: string) => void = () => {};
vi.doMock('webextension-polyfill', () => ({
  default: {
    runtime: { getURL: (path: string) => `moz-extension://own/${path}` },
    storage: {
      local: { get: async () => ({ headerProfiles: profiles }) },
      onChanged: { addListener: (listener: typeof storageChanged) => (storageChanged = listener) },
    },
    declarativeNetRequest: {
      getSessionRules: async () => [...held.values()],
      async updateSessionRules({
        removeRuleIds = [],
        addRules = [],
      }: {
        removeRuleIds?: number[];
        addRules?: Rule[];
      }) {
        for (const id of removeRuleIds) held.delete(id);
        if (!takesRules && addRules.length > 0) throw new Error('no more rules');
        for (const rule of addRules) {
          if (held.has(rule.id)) throw new Error(`there is a rule ${rule.id}`);
          held.set(rule.id, rule);
        }
      },
    },
  },
}));

const disk: HeaderProfile = {
  name: '',
  isOn: true,
  hosts: ['films.test'],
  headers: [
    { name: 'user-agent', value: 'disk/1' },
    { name: 'authorization', value: 'Bearer secret' },
  ],
};
profiles = [disk];
const { HeaderRules } = await import('../../src/background/header-rules');

const page = 'https://page.test/list?user=me';
let rules = new HeaderRules(null);
const begin = (referrer: string | null) => (rules = new HeaderRules(referrer));
afterEach(() => rules.end());

/** What goes along with a request of ours, by the rules held. */
function sent(url: string, tabId = -1): Record<string, string> {
  const { protocol, hostname } = new URL(url);
  const isMet = ({ urlFilter, requestDomains, tabIds }: Rule['condition']) =>
    urlFilter === `|${protocol}` &&
    (requestDomains === undefined || (requestDomains as string[]).includes(hostname)) &&
    (tabIds === undefined || (tabIds as number[]).includes(tabId));
  const met = [...held.values()].filter(({ condition }) => isMet(condition));
  return Object.fromEntries(
    met.flatMap(({ action }) => (action.requestHeaders ?? []).map(({ header, value }) => [header, value])),
  );
}

test('a secret is not told in clear to the host it was made for', async () => {
  begin(null);
  await rules.cover('http://films.test/a.mp4', 'https://films.test/a.mp4');
  expect(sent('http://films.test/')).toEqual({ 'user-agent': 'disk/1' });
});

test('hold for requests of this extension alone, to hosts it was told of or from one tab', async () => {
  begin(page);
  await rules.cover('https://films.test/a.mp4');
  await rules.coverTab(7, 'https://films.test/a.mp4', null);
  expect(held.size).toBe(3 + privateAddressPatterns.length);
  for (const { condition } of held.values()) {
    expect(condition.initiatorDomains).toEqual(['own']);
    expect(Boolean(condition.requestDomains) !== Boolean(condition.tabIds)).toBe(true);
  }
  expect(sent('https://films.test/')).toEqual({
    'user-agent': 'disk/1',
    authorization: 'Bearer secret',
    referer: 'https://page.test/',
  });
  expect(sent('https://elsewhere.test/')).toEqual({});
  expect(sent('https://elsewhere.test/', 7)).toEqual({
    'user-agent': 'disk/1',
    referer: 'https://page.test/',
  });
});

test('keep a `<video>` out of the viewer’s own network, unless the link was of it, or say that they cannot', async () => {
  begin(null);
  const blocking = () => [...held.values()].filter(({ action }) => action.type === 'block');
  await rules.coverTab(7, 'http://127.0.0.1/a.mp4', null);
  expect(blocking()).toEqual([]);
  await rules.coverTab(7, 'https://films.test/a.mp4', null);
  expect(blocking().map(({ condition }) => [condition.tabIds, condition.regexFilter])).toEqual(
    privateAddressPatterns.map((pattern) => [[7], pattern]),
  );
  takesRules = false;
  await expect(rules.coverTab(8, 'https://films.test/a.mp4', null)).rejects.toThrow('no more rules');
  // What only a host may mind is done without.
  await rules.cover('https://films.test/a.mp4');
  takesRules = true;
});

test('tell a link’s user and password to its own host alone, and never in clear what was for a secure one', async () => {
  begin(null);
  for (const [tabId, link] of [
    [7, 'http://films.test:8080/a.mp4'],
    [8, 'https://films.test/a.mp4'],
  ] as const) {
    await rules.coverTab(tabId, link, 'Basic dTpw');
  }
  const told = (tabId: number, url: string) =>
    [...held.values()].some(
      ({ action, condition }) =>
        action.requestHeaders?.some(({ value }) => value === 'Basic dTpw') &&
        (condition.tabIds as number[]).includes(tabId) &&
        new RegExp(condition.regexFilter as string).test(url),
    );
  for (const url of ['http://films.test:8080/b', 'https://films.test:8080/b'])
    expect(told(7, url)).toBe(true);
  expect(told(8, 'https://films.test/b')).toBe(true);
  for (const url of [
    'http://films.test/b',
    'http://filmsxtest:8080/b',
    'http://a.test/http://films.test:8080/',
  ])
    expect(told(7, url)).toBe(false);
  for (const url of ['http://films.test/b', 'https://films.test:8080/b', 'https://films.test.evil.test/b'])
    expect(told(8, url)).toBe(false);
});

test('end with the player, and with a background that was stopped', async () => {
  begin(page);
  await rules.cover('https://films.test/a.mp4');
  expect(held.size).toBe(1);
  await rules.end();
  expect(held.size).toBe(0);
  await rules.cover('https://other.test/a.mp4');
  expect(held.size).toBe(0);
});

describe('where a link leads', () => {
  test('all goes along but the secret', async () => {
    begin(null);
    await rules.cover('https://films.test/a.mp4');
    const sentAtMs = performance.now();
    expect(rules.lackedAt(sentAtMs, 'https://cdn.test/')).toBe(false);
    await rules.cover('https://cdn.test/b', 'https://films.test/a.mp4');
    expect(sent('https://cdn.test/b')).toEqual({ 'user-agent': 'disk/1' });
    // What was sent before lacked it, and may be asked once more.
    expect(rules.lackedAt(sentAtMs, 'https://cdn.test/')).toBe(true);
    expect(rules.lackedAt(performance.now(), 'https://cdn.test/')).toBe(false);
  });

  test('nothing is told in clear of a secure page', async () => {
    begin(page);
    await rules.cover('https://cdn.test/');
    await rules.cover('http://cdn.test/');
    expect(sent('https://cdn.test/')).toEqual({ referer: 'https://page.test/' });
    expect(sent('http://cdn.test/')).toEqual({});
  });
});

test('follow the profiles as they are changed', async () => {
  begin(null);
  await rules.cover('https://films.test/a.mp4');
  const change = (newValue: readonly HeaderProfile[]) =>
    storageChanged({ headerProfiles: { newValue } }, 'local');
  change([{ ...disk, isOn: false }]);
  await vi.waitFor(() => expect(held.size).toBe(0));
  change([{ ...disk, headers: [{ name: 'x-a', value: 'b' }] }]);
  await vi.waitFor(() => expect(sent('https://films.test/')).toEqual({ 'x-a': 'b' }));
  change([disk]);
});
