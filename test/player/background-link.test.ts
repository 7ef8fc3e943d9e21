import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';

/** What a browser lets a page see of a background: lifelines, and a worker to greet. */
const lifelines: FakeLifeline[] = [];
const greeted: { port: FakePort }[] = [];
let areCallsRefused = false;

class FakeLifeline {
  isOpen = true;
  end: () => void = () => {};
  readonly onDisconnect = { addListener: (end: () => void) => (this.end = end) };
  readonly onMessage = { addListener: () => {} };
  postMessage() {}
  disconnect() {
    this.isOpen = false;
  }
}

class FakePort {
  onmessage: ((event: { data: unknown }) => void) | null = null;
  other: FakePort | null = null;
  postMessage(data: unknown) {
    this.other?.onmessage?.({ data });
  }
  close() {}
}

class FakeChannel {
  readonly port1 = new FakePort();
  readonly port2 = new FakePort();
  constructor() {
    this.port2.other = this.port1;
  }
}

vi.doMock('webextension-polyfill', () => ({
  default: {
    runtime: {
      connect: () => {
        if (areCallsRefused) throw new Error('Extension context invalidated.');
        lifelines.push(new FakeLifeline());
        return lifelines.at(-1);
      },
    },
  },
}));
const { BackgroundLink } = await import('../../src/player/background-link');

const controller = {
  postMessage: (_: unknown, [port]: [FakePort]) => {
    greeted.push({ port });
  },
};

/** A link, and what it has told. */
function open() {
  const told: string[] = [];
  const link = new BackgroundLink({
    hear: () => {},
    lost: () => told.push('lost'),
    up: () => told.push('up'),
    isBusy: () => false,
    missing: (isMissing) => told.push(isMissing ? 'missing' : 'there again'),
    gone: () => told.push('gone'),
  });
  return { link, told };
}

const ready = () => greeted.at(-1)!.port.postMessage({ type: 'ready' });

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('MessageChannel', FakeChannel);
  vi.stubGlobal('navigator', { serviceWorker: { controller } });
  lifelines.length = 0;
  greeted.length = 0;
  areCallsRefused = false;
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

describe('a link to the background', () => {
  test('is there again at once when the background was stopped', async () => {
    const { told } = open();
    await vi.advanceTimersByTimeAsync(0);
    ready();
    lifelines[0]!.end();
    await vi.advanceTimersByTimeAsync(0);
    expect(told).toEqual(['up', 'lost', 'up']);
  });

  test('calls again where nobody says that both ways lead to one background', async () => {
    open();
    await vi.advanceTimersByTimeAsync(5_001);
    expect(lifelines.map(({ isOpen }) => isOpen)).toEqual([false, true]);
  });

  test('calls on and on, says so after a while, and that it was in vain no more', async () => {
    const { told } = open();
    for (let second = 0; second < 60; second++) {
      await vi.advanceTimersByTimeAsync(1_000);
      lifelines.at(-1)!.end();
    }
    expect(lifelines.length).toBeGreaterThan(10);
    expect(told.filter((each) => each !== 'up' && each !== 'lost')).toEqual(['missing']);
    await vi.advanceTimersByTimeAsync(4_000);
    ready();
    expect(told.at(-1)).toBe('there again');
    const calls = lifelines.length;
    await vi.advanceTimersByTimeAsync(60_000);
    expect(lifelines.length).toBe(calls);
  });

  test('does not mind a background that goes while it is greeted', async () => {
    const { postMessage } = controller;
    controller.postMessage = () => {
      throw new TypeError("can't access dead object");
    };
    open();
    await vi.advanceTimersByTimeAsync(0);
    controller.postMessage = postMessage;
    lifelines[0]!.end();
    await vi.advanceTimersByTimeAsync(0);
    expect(greeted.length).toBe(1);
  });

  test('ends with the extension', async () => {
    const { told } = open();
    await vi.advanceTimersByTimeAsync(0);
    areCallsRefused = true;
    lifelines[0]!.end();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(told).toEqual(['up', 'lost', 'gone']);
  });

  test('that was closed calls nobody any more', async () => {
    const { link, told } = open();
    await vi.advanceTimersByTimeAsync(0);
    link.close();
    await vi.advanceTimersByTimeAsync(60_000);
    expect([lifelines.length, told]).toEqual([1, ['up']]);
  });
});
