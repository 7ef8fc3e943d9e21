import { afterAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { greeting, lifelineName, readyTimeoutMs } from '../../src/shared/protocol';

const own = 'moz-extension://own/';

/** A port as the browser hands it to the background. */
class FakePort {
  readonly said: unknown[] = [];
  isOpen = true;
  #hear: (message: unknown) => void = () => {};
  end: () => void = () => {};
  readonly onMessage = { addListener: (hear: (message: unknown) => void) => (this.#hear = hear) };
  readonly onDisconnect = { addListener: (end: () => void) => (this.end = end) };

  constructor(
    readonly name: string,
    readonly sender: { id?: string; url?: string } | undefined,
  ) {}

  postMessage(message: unknown): void {
    this.said.push(message);
  }

  disconnect(): void {
    this.isOpen = false;
  }

  /** What the other side says. */
  hear(message: unknown): void {
    this.#hear(message);
  }
}

let connect: (port: FakePort) => void = () => {};
let receive: (event: object) => void = () => {};
const asked: string[] = [];
const nothing = { addListener: () => {}, removeListener: () => {} };
vi.doMock('webextension-polyfill', () => ({
  default: {
    runtime: {
      id: 'own-id',
      getURL: (path: string) => own + path,
      onConnect: { addListener: (listener: typeof connect) => (connect = listener) },
    },
    storage: { local: { get: async () => ({}) }, onChanged: nothing },
    permissions: { contains: async () => true },
    declarativeNetRequest: { getSessionRules: async () => [], updateSessionRules: async () => {} },
  },
}));
vi.stubGlobal('navigator', { onLine: true });
vi.stubGlobal('location', { origin: own.slice(0, -1) });
vi.stubGlobal('addEventListener', (_: string, listener: typeof receive) => (receive = listener));
vi.stubGlobal('fetch', async (url: string) => {
  asked.push(url);
  throw new TypeError('no network here');
});
const { registerPlayers } = await import('../../src/background/players');
registerPlayers();

const order = {
  type: 'fetch',
  requestId: 1,
  url: 'https://films.test/a.mp4',
  asked: { start: 0, endExclusive: 10 },
  credentials: 'omit',
  authorization: null,
  referrer: null,
};
const player = { id: 'own-id', url: `${own}player/index.html#url=x` };
const settled = () => vi.waitFor(() => expect(asked).toEqual([order.url]));

beforeEach(() => {
  asked.length = 0;
});
afterAll(() => vi.unstubAllGlobals());

describe('a lifeline', () => {
  test('of one of our players is served', async () => {
    const port = new FakePort(`${lifelineName} 1`, player);
    connect(port);
    port.hear(order);
    await settled();
    expect(port.isOpen).toBe(true);
    await vi.waitFor(() => expect(port.said).toMatchObject([{ type: 'failed', requestId: 1 }]));
  });

  test.each([
    ['another extension', `${lifelineName} 1`, { id: 'other-id', url: 'moz-extension://other/player/' }],
    ['a page', `${lifelineName} 1`, { id: 'own-id', url: 'https://films.test/player/' }],
    [
      'a page that looks like ours',
      `${lifelineName} 1`,
      { id: 'own-id', url: `https://a.test/?${own}player/` },
    ],
    ['nobody', `${lifelineName} 1`, undefined],
    ['another page of ours', `${lifelineName} 1`, { id: 'own-id', url: `${own}popup/index.html` }],
    ['a player with another purpose', 'other 1', player],
    ['a player without a name', lifelineName, player],
  ])('of %s is closed, and nothing it says is heard', (_, name, sender) => {
    const port = new FakePort(name, sender);
    connect(port);
    port.hear(order);
    expect(port.isOpen).toBe(false);
    expect(asked).toEqual([]);
  });

  test.each([
    ['a local file', { ...order, url: 'file:///etc/passwd' }],
    ['nonsense', 'fetch'],
  ])('that asks for %s gets nothing', async (_, message) => {
    const port = new FakePort(`${lifelineName} 1`, player);
    connect(port);
    port.hear(message);
    // What follows is heard: the message before it has been dealt with.
    port.hear(order);
    await settled();
  });
});

describe('a port handed over', () => {
  const greet = (origin: string, data: unknown) => {
    const port = {
      postMessage: vi.fn(),
      onmessage: null as ((event: { data: unknown }) => void) | null,
      close() {},
    };
    receive({ origin, data, ports: [port] });
    return port;
  };

  test('by one of our pages is served', async () => {
    const port = greet(own.slice(0, -1), { type: greeting, playerId: '1' });
    port.onmessage!({ data: order });
    await settled();
  });

  test.each(['before', 'after'])('is said to work where its lifeline comes %s it', (when) => {
    const lifeline = new FakePort(`${lifelineName} ${when}`, player);
    if (when === 'before') connect(lifeline);
    const port = greet(own.slice(0, -1), { type: greeting, playerId: when });
    if (when === 'after') {
      expect(port.postMessage).not.toHaveBeenCalled();
      connect(lifeline);
    }
    expect(port.postMessage.mock.calls).toEqual([[{ type: 'ready' }]]);
  });

  test('is not said to work where the lifeline has ended, or leads to another background', () => {
    const lifeline = new FakePort(`${lifelineName} ended`, player);
    connect(lifeline);
    connect(new FakePort(`${lifelineName} other`, player));
    lifeline.end();
    const port = greet(own.slice(0, -1), { type: greeting, playerId: 'ended' });
    expect(port.postMessage).not.toHaveBeenCalled();
  });

  test('has what was asked by it called off where no lifeline comes in time', async () => {
    vi.useFakeTimers();
    const signals: AbortSignal[] = [];
    vi.stubGlobal('fetch', (_: string, { signal }: { signal: AbortSignal }) => {
      signals.push(signal);
      return new Promise(() => {});
    });
    for (const playerId of ['joined', 'alone']) {
      const port = greet(own.slice(0, -1), { type: greeting, playerId });
      port.onmessage!({ data: order });
      await vi.waitFor(() => expect(signals.length).toBe(playerId === 'joined' ? 1 : 2));
    }
    connect(new FakePort(`${lifelineName} joined`, player));
    vi.advanceTimersByTime(readyTimeoutMs);
    expect(signals.map(({ aborted }) => aborted)).toEqual([false, true]);
    vi.useRealTimers();
  });

  test.each([
    ['another origin', 'https://films.test', { type: greeting, playerId: '1' }],
    ['no origin', 'null', { type: greeting, playerId: '1' }],
    ['another greeting', own.slice(0, -1), { type: 'hello', playerId: '1' }],
    ['no data', own.slice(0, -1), null],
  ])('with %s is not', (_, origin, data) => {
    const port = greet(origin, data);
    expect(port.postMessage).not.toHaveBeenCalled();
    expect(port.onmessage).toBeNull();
  });
});
