import { afterAll, afterEach, expect, test, vi } from 'vitest';
import { defaultFunnelOptions as defaults } from '../../src/core/funnel/options';
import { FakeBrowser } from './fake-browser';

const browser = new FakeBrowser();
vi.doMock('webextension-polyfill', () => ({ default: browser }));
const { readOptions, watchOptions, writeOptions } = await import('../../src/shared/stored-options');

afterEach(() => browser.reset());
afterAll(() => vi.unstubAllGlobals());

test('are the defaults before anything was changed, and where what is stored makes no sense', async () => {
  expect(await readOptions()).toEqual(defaults);
  browser.stored.options = 'nonsense';
  expect(await readOptions()).toEqual(defaults);
});

test('are kept, and only what differs from the defaults is stored', async () => {
  await writeOptions({ connections: 6, maxSpeed: defaults.maxSpeed });
  expect(browser.stored.options).toEqual({ connections: 6 });
  await writeOptions({ blocksAhead: 4 });
  expect(await readOptions()).toEqual({ ...defaults, connections: 6, blocksAhead: 4 });
  await writeOptions(defaults);
  expect(browser.stored.options).toEqual({});
});

test('of changes at the same time none is lost', async () => {
  await Promise.all([writeOptions({ connections: 6 }), writeOptions({ maxSpeed: 50_000 })]);
  expect(await readOptions()).toEqual({ ...defaults, connections: 6, maxSpeed: 50_000 });
});

test('are told as they change, until one stops listening', async () => {
  const heard: unknown[] = [];
  const stop = watchOptions((options) => heard.push(options));
  await writeOptions({ connections: 3 });
  browser.tell({ options: { newValue: { connections: 9 } } }, 'sync');
  browser.tell({ hosts: { newValue: [] } }, 'local');
  browser.tell({ options: { newValue: { connections: 99, blocksAhead: 1 } } }, 'local');
  browser.tell({ options: {} }, 'local');
  expect(heard).toEqual([{ ...defaults, connections: 3 }, { ...defaults, blocksAhead: 1 }, defaults]);
  stop();
  await writeOptions({ connections: 4 });
  expect(heard).toHaveLength(3);
});
