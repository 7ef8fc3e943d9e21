import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { isNeighbourMessage } from '../../src/player/neighbour-message';
import { Neighbours } from '../../src/player/neighbours';

/** The tabs of one browser: whatever one says, every other hears at once. */
const tabs = new Set<FakeChannel>();
const said: unknown[] = [];
class FakeChannel {
  onmessage: ((event: { data: unknown }) => void) | null = null;
  constructor() {
    tabs.add(this);
  }
  postMessage(message: unknown): void {
    if (!tabs.has(this)) throw new Error('closed');
    said.push(message);
    for (const tab of tabs) if (tab !== this) tab.onmessage?.({ data: structuredClone(message) });
  }
  close(): void {
    tabs.delete(this);
  }
}

const leaving = new Set<() => void>();
const hidden = { hosts: ['a.test'], isVisible: false, isPlaying: false, isFetching: true };
const watched = { ...hidden, isVisible: true, isPlaying: true };
const idle = { ...hidden, isFetching: false };

/** A player's neighbours, and every share it was told. */
function open() {
  const shares: number[] = [];
  return { neighbours: new Neighbours((share) => shares.push(share)), shares };
}

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('BroadcastChannel', FakeChannel);
  vi.stubGlobal('addEventListener', (_: string, listener: () => void) => leaving.add(listener));
  vi.stubGlobal('removeEventListener', (_: string, listener: () => void) => leaving.delete(listener));
  for (const set of [tabs, leaving]) set.clear();
  said.length = 0;
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe('players in several tabs', () => {
  test('share a host as soon as the second one fetches, and no longer than it does', () => {
    const a = open();
    const b = open();
    a.neighbours.update(watched);
    b.neighbours.update(idle);
    expect([a.shares, b.shares]).toEqual([[], [1 / 5]]);
    b.neighbours.update(hidden);
    expect([a.shares, b.shares]).toEqual([[4 / 5], [1 / 5]]);
    b.neighbours.update(idle);
    expect(a.shares).toEqual([4 / 5, 1]);
  });

  test('change places as the viewer goes from one tab to the other', () => {
    const a = open();
    const b = open();
    a.neighbours.update(watched);
    b.neighbours.update(hidden);
    a.neighbours.update(hidden);
    b.neighbours.update(watched);
    expect([a.shares, b.shares]).toEqual([
      [4 / 5, 1 / 2, 1 / 5],
      [1 / 5, 1 / 2, 4 / 5],
    ]);
  });

  test('leave those alone that fetch from elsewhere', () => {
    const a = open();
    const b = open();
    a.neighbours.update(watched);
    b.neighbours.update({ ...watched, hosts: ['b.test'] });
    expect([a.shares, b.shares]).toEqual([[], []]);
    b.neighbours.update({ ...watched, hosts: ['b.test', 'a.test.'] });
    expect([a.shares, b.shares]).toEqual([[1 / 2], [1 / 2]]);
  });

  test('know at once who was there before them', () => {
    const a = open();
    a.neighbours.update(hidden);
    vi.advanceTimersByTime(60_000);
    const b = open();
    b.neighbours.update(hidden);
    expect([a.shares, b.shares]).toEqual([[1 / 2], [1 / 2]]);
  });

  test('forget who closes, who leaves its page, and who is not heard for 6 s', () => {
    const a = open();
    const closed = open();
    a.neighbours.update(hidden);
    closed.neighbours.update(hidden);
    closed.neighbours.close();
    expect(a.shares).toEqual([1 / 2, 1]);

    const left = open();
    left.neighbours.update(hidden);
    [...leaving].at(-1)!();
    expect(a.shares).toEqual([1 / 2, 1, 1 / 2, 1]);
    // Back out of the cache of pages, it goes on as it was.
    left.neighbours.update(hidden);
    expect(a.shares).toEqual([1 / 2, 1, 1 / 2, 1, 1 / 2]);

    tabs.delete([...tabs].at(-1)!);
    expect(vi.getTimerCount()).toBe(2);
    vi.spyOn(FakeChannel.prototype, 'postMessage').mockImplementation(() => {});
    vi.advanceTimersByTime(6_000);
    expect(a.shares).toHaveLength(5);
    vi.advanceTimersByTime(2_000);
    expect(a.shares).toEqual([1 / 2, 1, 1 / 2, 1, 1 / 2, 1]);
    vi.restoreAllMocks();
  });

  test('keep sharing while both fetch, timers or not', () => {
    const a = open();
    const b = open();
    a.neighbours.update(hidden);
    b.neighbours.update(hidden);
    vi.advanceTimersByTime(60_000);
    expect([a.shares, b.shares]).toEqual([[1 / 2], [1 / 2]]);

    // A hidden tab whose timers stand still has bytes coming in, which tell it that time goes by.
    vi.spyOn(globalThis, 'setInterval').mockImplementation(() => 0 as never);
    const c = open();
    c.neighbours.update(hidden);
    for (let ms = 0; ms < 60_000; ms += 500) {
      vi.advanceTimersByTime(500);
      c.neighbours.update(hidden);
    }
    expect(a.shares).toEqual([1 / 2, 1 / 3]);
    vi.restoreAllMocks();
  });

  test('say nothing and wake for nothing while they are idle', () => {
    const a = open();
    a.neighbours.update(hidden);
    a.neighbours.update(idle);
    said.length = 0;
    expect(vi.getTimerCount()).toBe(0);
    for (let i = 0; i < 100; i++) {
      a.neighbours.update(idle);
      vi.advanceTimersByTime(250);
    }
    expect(said).toEqual([]);
  });

  test('while they fetch, tell of it every 2 s, however often they are asked', () => {
    const a = open();
    for (let ms = 0; ms < 20_000; ms += 250) {
      a.neighbours.update(hidden);
      vi.advanceTimersByTime(250);
    }
    expect(said.length).toBeGreaterThanOrEqual(10);
    expect(said.length).toBeLessThanOrEqual(20);
  });

  test('do not heed what makes no sense', () => {
    const a = open();
    a.neighbours.update(hidden);
    fc.assert(
      fc.property(fc.anything(), (data) => {
        for (const tab of tabs) tab.onmessage?.({ data });
      }),
    );
    expect(a.shares).toEqual([]);
  });
});

test('a message is one only if it is whole', () => {
  const state = { id: 'a', ...hidden };
  expect(isNeighbourMessage({ type: 'state', state })).toBe(true);
  expect(isNeighbourMessage({ type: 'bye', id: 'a' })).toBe(true);
  for (const key of Object.keys(state)) {
    expect(isNeighbourMessage({ type: 'state', state: { ...state, [key]: undefined } }), key).toBe(false);
  }
  expect(isNeighbourMessage({ type: 'state', state: { ...state, hosts: [1] } })).toBe(false);
  expect(isNeighbourMessage({ type: 'bye' })).toBe(false);
});

test('players hear each other over a real channel', async () => {
  vi.useRealTimers();
  vi.stubGlobal('BroadcastChannel', (await import('node:worker_threads')).BroadcastChannel);
  const b = new Neighbours(() => {});
  let a: Neighbours | undefined;
  const share = await new Promise((resolve) => {
    a = new Neighbours(resolve);
    a.update(watched);
    b.update(hidden);
  });
  expect(share).toBe(4 / 5);
  a?.close();
  b.close();
});
