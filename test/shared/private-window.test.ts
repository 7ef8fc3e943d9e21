import { afterEach, expect, test, vi } from 'vitest';
import { FakeBrowser } from './fake-browser';

const browser = new FakeBrowser();
vi.doMock('webextension-polyfill', () => ({ default: browser }));
const { isPrivate, markPrivate } = await import('../../src/shared/private-window');
const { recordProgress } = await import('../../src/shared/history');

/** A tab whose page is loaded anew at each address. */
function openTab() {
  const kept = new Map<string, string>();
  vi.stubGlobal('sessionStorage', {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => kept.set(key, value),
  });
  return { load: (hash: string) => vi.stubGlobal('location', { hash }) };
}

afterEach(() => {
  vi.unstubAllGlobals();
  browser.reset();
});

test('a page in a private window is private', () => {
  expect(isPrivate()).toBe(false);
  browser.extension.inIncognitoContext = true;
  expect(isPrivate()).toBe(true);
});

test('a tab that was opened for the link of one stays private, whatever it plays next', async () => {
  const tab = openTab();
  tab.load(markPrivate('#url=https%3A%2F%2Fa.test%2F'));
  expect(isPrivate()).toBe(true);
  tab.load('#url=https%3A%2F%2Fb.test%2F');
  expect(isPrivate()).toBe(true);
  const progress = { title: 'A film', positionSeconds: 70, durationSeconds: 600 };
  await recordProgress({ url: 'https://b.test/', mirrors: [], referrer: null }, progress);
  expect(browser.writes).toBe(0);
});

test('another tab is not', () => {
  openTab().load('#url=https%3A%2F%2Fa.test%2F%3Fprivate');
  expect(isPrivate()).toBe(false);
});
