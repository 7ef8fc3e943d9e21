import fc from 'fast-check';
import { afterAll, afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { hostAgeMaxMs, hostsMax, keptHosts, type RememberedHost } from '../../src/player/remembered-hosts';
import { FakeBrowser } from '../shared/fake-browser';

const browser = new FakeBrowser();
vi.doMock('webextension-polyfill', () => ({ default: browser }));
const { recall, remember } = await import('../../src/player/host-memory');

const nowMs = Date.UTC(2030, 0, 10);

describe('which hosts are kept', () => {
  const host: fc.Arbitrary<RememberedHost> = fc.record({
    host: fc.oneof(fc.constantFrom('a.test', 'b.test'), fc.domain()),
    connections: fc.integer({ min: 1, max: 24 }),
    atMs: fc.integer({ min: nowMs - 2 * hostAgeMaxMs, max: nowMs + 2 * hostAgeMaxMs }),
  });
  const isFresh = ({ atMs }: RememberedHost) => Math.abs(nowMs - atMs) <= hostAgeMaxMs;

  test('latest first, each once, none too old, no more than there is room for', () => {
    fc.assert(
      fc.property(fc.array(host, { maxLength: 400, size: 'max' }), (stored) => {
        const kept = keptHosts(stored, nowMs);
        expect(kept.length).toBe(
          Math.min(hostsMax, new Set(stored.filter(isFresh).map((each) => each.host)).size),
        );
        expect(kept.every(isFresh)).toBe(true);
        expect(kept.map(({ atMs }) => atMs)).toEqual(kept.map(({ atMs }) => atMs).toSorted((a, b) => b - a));
        for (const each of kept) {
          const times = stored
            .filter((other) => other.host === each.host && isFresh(other))
            .map(({ atMs }) => atMs);
          expect(each.atMs).toBe(Math.max(...times));
        }
        // What is dropped for want of room is older than all that is kept.
        const oldest = kept.at(-1)?.atMs ?? 0;
        const dropped = stored.filter(
          (each) => isFresh(each) && !kept.some((other) => other.host === each.host),
        );
        expect(dropped.every(({ atMs }) => atMs <= oldest)).toBe(true);
        expect(keptHosts(kept, nowMs)).toEqual(kept);
      }),
    );
  });

  test('whatever was stored, only what makes sense', () => {
    const valid = { host: 'a.test', connections: 6, atMs: nowMs };
    const odd = fc.oneof(
      fc.anything(),
      fc.record({ host: fc.anything(), connections: fc.anything(), atMs: fc.anything() }),
      fc.constantFrom(
        { ...valid, connections: 0 },
        { ...valid, connections: 25 },
        { ...valid, connections: 1.5 },
      ),
      fc.constantFrom({ ...valid, atMs: Number.NaN }, { ...valid, host: 7 }),
    );
    fc.assert(
      fc.property(fc.oneof(fc.array(odd), fc.anything()), (stored) => {
        for (const { host: name, connections, atMs } of keptHosts(stored, nowMs)) {
          expect(typeof name).toBe('string');
          expect(connections >= 1 && connections <= 24 && Number.isInteger(connections)).toBe(true);
          expect(Math.abs(atMs - nowMs)).toBeLessThanOrEqual(hostAgeMaxMs);
        }
      }),
    );
  });
});

describe('the memory of hosts', () => {
  beforeEach(() => vi.useFakeTimers({ toFake: ['Date'], now: nowMs }));
  afterEach(() => {
    vi.useRealTimers();
    browser.reset();
  });
  afterAll(() => vi.unstubAllGlobals());

  test('knows what was of use last, for a week', async () => {
    expect(await recall('a.test')).toBe(null);
    await remember('a.test', 6);
    await remember('b.test', 20);
    await remember('a.test', 12);
    expect(await recall('a.test')).toBe(12);
    vi.setSystemTime(nowMs + hostAgeMaxMs);
    expect(await recall('b.test')).toBe(20);
    vi.setSystemTime(nowMs + hostAgeMaxMs + 1);
    expect(await recall('b.test')).toBe(null);
  });

  test('drops the host least recently remembered', async () => {
    for (let i = 0; i <= hostsMax; i++) {
      vi.setSystemTime(nowMs + i);
      await remember(`h${i}.test`, 5);
    }
    expect(await recall('h0.test')).toBe(null);
    expect(await recall('h1.test')).toBe(5);
    expect(browser.stored.hosts).toHaveLength(hostsMax);
  });

  test('of two players that remember at the same time loses neither', async () => {
    await Promise.all([remember('a.test', 6), remember('b.test', 7)]);
    expect(await Promise.all([recall('a.test'), recall('b.test')])).toEqual([6, 7]);
  });

  test('is not written in a private window', async () => {
    browser.extension.inIncognitoContext = true;
    await remember('a.test', 6);
    expect(browser.writes).toBe(0);
  });
});
