import fc from 'fast-check';
import { afterAll, afterEach, describe, expect, test, vi } from 'vitest';
import { FakeBrowser } from './fake-browser';

const browser = new FakeBrowser();
vi.doMock('webextension-polyfill', () => ({ default: browser }));
const { commandOf, defaultKeys, keyCommands, keyFault, keyName, parseKeys, storedKeys } = await import(
  '../../src/shared/keys'
);

afterEach(() => browser.reset());
afterAll(() => vi.unstubAllGlobals());

const usual = parseKeys(null);

describe('a key is called', () => {
  test.each([
    ['K', 'KeyK', 'k'],
    [' ', 'Space', 'Space'],
    ['ArrowUp', 'ArrowUp', 'ArrowUp'],
    ['?', 'Slash', '?'],
    ['л', 'KeyK', 'k'],
    ['ф', 'KeyA', 'a'],
    ['ö', 'Semicolon', 'ö'],
    ['Shift', 'ShiftLeft', null],
    ['', '', null],
  ])('%j of %s: %j', (key, code, name) => expect(keyName({ key, code })).toBe(name));
});

test.each([
  ['Space', 'playPause'],
  ['k', 'playPause'],
  ['ArrowRight', 'forwardALittle'],
  ['<', 'slower'],
  ['?', 'help'],
  ['q', null],
  ['5', null],
  ['constructor', null],
])('%j means %s', (name, command) => expect(commandOf(usual, name)).toBe(command));

test('the usual keys are as they are written, and none has two meanings', () => {
  expect(usual).toEqual(defaultKeys);
  const all = keyCommands.flatMap((command) => usual[command]);
  expect(new Set(all).size).toBe(all.length);
});

test('a key that is taken, or leads out of the page, is refused with the reason', () => {
  expect(keyFault(usual, 'panel', 'k')).toEqual({ fault: 'taken', by: 'playPause' });
  expect(keyFault(usual, 'playPause', 'k')).toBe(null);
  expect(keyFault(usual, 'panel', 'q')).toBe(null);
  for (const name of ['0', '9', 'Escape', 'Tab', 'F5']) {
    expect(keyFault(usual, 'panel', name), name).toEqual({ fault: 'reserved' });
  }
});

test('what the viewer chose goes before what is usual', () => {
  const keys = parseKeys({ panel: ['k', 'k'], mute: [], faster: ['5', 7, null] });
  expect(keys).toEqual({ ...usual, panel: ['k', 'k'], playPause: ['Space'], mute: [], faster: [] });
});

test('of whatever was stored, no key has two commands and none is reserved', () => {
  const names = fc.constantFrom('k', 'm', 'q', 'Space', '?', '5', 'Tab', '', 'x'.repeat(99));
  const some = fc.dictionary(fc.constantFrom(...keyCommands), fc.oneof(fc.array(names), fc.anything()));
  fc.assert(
    fc.property(fc.oneof(some, fc.anything()), (stored) => {
      const keys = parseKeys(stored);
      expect(Object.keys(keys)).toEqual(keyCommands);
      for (const command of keyCommands) {
        for (const name of keys[command]) {
          expect(commandOf(keys, name)).toBe(command);
          expect(keyFault(keys, command, name)).toBe(null);
        }
      }
    }),
  );
});

test('keys that were changed are stored, and only those', async () => {
  await storedKeys.change((keys) => ({ ...keys, panel: ['q'] }));
  await storedKeys.change((keys) => ({ ...keys, mute: [] }));
  expect(browser.stored.keys).toEqual({ panel: ['q'], mute: [] });
  const heard: unknown[] = [];
  const stop = storedKeys.watch((keys) => heard.push(keys.panel));
  await storedKeys.change((keys) => ({ ...keys, panel: ['i'] }));
  await storedKeys.clear();
  stop();
  expect(heard).toEqual([['i'], ['i']]);
  expect(await storedKeys.read()).toEqual(usual);
});
