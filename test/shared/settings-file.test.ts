import fc from 'fast-check';
import { afterAll, afterEach, describe, expect, test, vi } from 'vitest';
import { FakeBrowser } from './fake-browser';

const browser = new FakeBrowser();
vi.doMock('webextension-polyfill', () => ({ default: browser }));
const { keepSettings, readSettings, settingsText } = await import('../../src/shared/settings-file');
const { storedOptions } = await import('../../src/shared/stored-options');
const { storedProfiles } = await import('../../src/shared/stored-profiles');
const { storedKeys } = await import('../../src/shared/keys');

const settings = { options: storedOptions, headerProfiles: storedProfiles, keys: storedKeys };
const profile = {
  name: 'A disk',
  isOn: true,
  hosts: ['films.test'],
  headers: [{ name: 'user-agent', value: 'disk/1' }],
};

/** As the first version wrote it: this must be understood for ever. */
const firstVersion = JSON.stringify({
  funnel: 1,
  options: { connections: 6, blockSize: 2_097_152 },
  headerProfiles: [profile],
  keys: { playPause: ['x'] },
});

afterEach(() => browser.reset());
afterAll(() => vi.unstubAllGlobals());

test('what was written is read again in another browser', async () => {
  expect(await readSettings(settings, firstVersion)).toBe(null);
  const text = await settingsText(settings);
  const there = structuredClone(browser.stored);
  browser.reset();
  expect(await readSettings(settings, text)).toBe(null);
  expect(browser.stored).toEqual(there);
  expect((await storedOptions.read()).connections).toBe(6);
  expect(await storedProfiles.read()).toEqual([profile]);
  expect((await storedKeys.read()).playPause).toEqual(['x']);
});

test('what a file leaves out stays as it is', async () => {
  await readSettings(settings, firstVersion);
  expect(await readSettings(settings, '{"funnel":1,"options":{}}')).toBe(null);
  expect((await storedOptions.read()).connections).toBe('auto');
  expect(await storedProfiles.read()).toEqual([profile]);
});

test('what was kept is had again, whatever has become of it', async () => {
  await readSettings(settings, firstVersion);
  const restore = await keepSettings(settings);
  await storedProfiles.clear();
  await storedOptions.change((options) => ({ ...options, connections: 3 }));
  await restore();
  expect((await storedOptions.read()).connections).toBe(6);
  expect(await storedProfiles.read()).toEqual([profile]);
  expect((await storedKeys.read()).playPause).toEqual(['x']);
});

describe('a file is refused, and nothing changed, where', () => {
  test.each([
    ['it is no JSON', 'funnel', { fault: 'not-settings' }],
    ['it is something else', '[1]', { fault: 'not-settings' }],
    ['it does not say whose it is', '{"options":{}}', { fault: 'not-settings' }],
    ['it is of a later version', '{"funnel":2}', { fault: 'newer' }],
    ['it is too large', ' '.repeat(1_000_001), { fault: 'too-large' }],
    ['a part is unknown', '{"funnel":1,"other":{}}', { fault: 'bad-value', part: 'other' }],
    ['a part is inherited', '{"funnel":1,"toString":{}}', { fault: 'bad-value', part: 'toString' }],
    ['a part is of another kind', '{"funnel":1,"options":7}', { fault: 'bad-value', part: 'options' }],
    [
      'an option is out of bounds',
      '{"funnel":1,"options":{"connections":99}}',
      { fault: 'bad-value', part: 'options.connections' },
    ],
    [
      'an option is unknown',
      '{"funnel":1,"options":{"color":1}}',
      { fault: 'bad-value', part: 'options.color' },
    ],
    [
      'a key has two commands',
      '{"funnel":1,"keys":{"mute":["q"],"loop":["q"]}}',
      { fault: 'bad-value', part: 'keys.loop' },
    ],
    [
      'a profile sets what it must not',
      JSON.stringify({
        funnel: 1,
        options: { connections: 3 },
        headerProfiles: [profile, { ...profile, headers: [{ name: 'range', value: 'bytes=0-1' }] }],
      }),
      { fault: 'bad-value', part: 'headerProfiles.2' },
    ],
    [
      'there are too many profiles',
      JSON.stringify({ funnel: 1, headerProfiles: Array(51).fill(profile) }),
      { fault: 'bad-value', part: 'headerProfiles' },
    ],
  ])('%s', async (_, text, fault) => {
    expect(await readSettings(settings, text)).toEqual(fault);
    expect(browser.stored).toEqual({});
  });
});

test('whatever a file says, what is stored is valid', async () => {
  const names = fc.constantFrom('funnel', 'options', 'headerProfiles', 'keys', '__proto__');
  const values = fc.oneof(fc.jsonValue(), fc.constantFrom(1, { connections: 4 }, [profile], { mute: ['y'] }));
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(names, values)), async (entries) => {
      browser.reset();
      const parts = entries.map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`);
      const fault = await readSettings(settings, `{"funnel":1${parts.map((part) => `,${part}`).join('')}}`);
      if (fault !== null) expect(browser.stored).toEqual({});
      for (const [name, stored] of Object.entries(settings)) {
        if (name in browser.stored) {
          expect(browser.stored[name]).toEqual(stored.pack((await stored.read()) as never));
        }
      }
    }),
  );
});
