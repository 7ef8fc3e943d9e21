import browser, { type Runtime } from 'webextension-polyfill';
import {
  greeting,
  keepAliveMs,
  lifelineName,
  readyTimeoutMs,
  type ToBackground,
  type ToPlayer,
} from '../shared/protocol';

export interface LinkListener {
  hear(message: ToPlayer): void;
  /** The background went away, and every order with it. */
  lost(): void;
  /** Orders may be given; also the first time. */
  up(): void;
  /** Whether orders are in flight: else the background may go to sleep. */
  isBusy(): boolean;
  /** No background has come up for a while; or one has after all. It is called on and on. */
  missing?(isMissing: boolean): void;
  /** No background can be had any more: the extension was reloaded or removed. */
  gone(): void;
}

const retryMs = 500;
const retryMaxMs = 4_000;
/** A busy machine takes its time: what takes longer than so many calls is worth a word. */
const failuresUntold = 3;

/**
 * The player's link to the background. Browsers stop an idle background as they please: the link notices,
 * wakes a new one and says so.
 */
export class BackgroundLink {
  readonly #listener: LinkListener;
  #lifeline: Runtime.Port | null = null;
  #send: ((message: ToBackground) => void) | null = null;
  #saidUp = false;
  /** Backgrounds in a row that were called and did not come up. */
  #failures = 0;
  #closed = false;
  readonly #keepAlive: ReturnType<typeof setInterval>;

  constructor(listener: LinkListener) {
    this.#listener = listener;
    this.#connect();
    this.#keepAlive = setInterval(() => {
      if (listener.isBusy()) this.#lifeline?.postMessage({ type: 'keep-alive' });
    }, keepAliveMs);
  }

  /** Ends everything in flight. */
  close(): void {
    this.#closed = true;
    clearInterval(this.#keepAlive);
    const lifeline = this.#lifeline;
    this.#lifeline = null;
    this.#send = null;
    lifeline?.disconnect();
  }

  /** Orders given while no background is there are lost, as are those in flight when it goes. */
  tell(message: ToBackground): void {
    this.#send?.(message);
  }

  #connect(): void {
    const playerId = crypto.randomUUID();
    let lifeline: Runtime.Port;
    try {
      lifeline = browser.runtime.connect({ name: `${lifelineName} ${playerId}` });
    } catch {
      queueMicrotask(() => this.#listener.gone());
      return;
    }
    this.#lifeline = lifeline;
    const { port1, port2 } = new MessageChannel();
    const impatience = setTimeout(() => {
      lifeline.disconnect();
      this.#reconnect(lifeline, port1);
    }, readyTimeoutMs);
    // Orders wait in the channel for a background that is still starting: nobody need wait for its answer.
    const up = (send: (message: ToBackground) => void) => {
      if (this.#lifeline !== lifeline) return;
      this.#send = send;
      this.#saidUp = true;
      this.#listener.up();
    };
    const ready = () => {
      clearTimeout(impatience);
      if (this.#failures > failuresUntold) this.#listener.missing?.(false);
      this.#failures = 0;
    };
    lifeline.onDisconnect.addListener(() => {
      clearTimeout(impatience);
      this.#reconnect(lifeline, port1);
    });
    lifeline.onMessage.addListener((message) => this.#listener.hear(message as ToPlayer));
    port1.onmessage = ({ data }: MessageEvent<ToPlayer>) => {
      if (data.type === 'ready') ready();
      else this.#listener.hear(data);
    };
    greetBackground({ type: greeting, playerId }, port2).then(
      (greeted) => {
        if (greeted) up((message) => port1.postMessage(message));
        else {
          // A private window in Firefox sees no background page: the lifeline carries everything.
          ready();
          up((message) => lifeline.postMessage(message));
        }
      },
      // It went while it was greeted: its lifeline tells, or impatience.
      () => {},
    );
  }

  #reopen(): void {
    if (!this.#closed) this.#connect();
  }

  #reconnect(lifeline: Runtime.Port, port: MessagePort): void {
    if (this.#lifeline !== lifeline) return;
    this.#lifeline = null;
    this.#send = null;
    port.close();
    if (this.#saidUp) this.#listener.lost();
    this.#saidUp = false;
    this.#failures += 1;
    if (this.#failures === failuresUntold + 1) this.#listener.missing?.(true);
    // The first time at once, since a background that was stopped is there again when it is called.
    setTimeout(() => this.#reopen(), Math.min((this.#failures - 1) * retryMs, retryMaxMs));
  }
}

/** Hands the background its end of the channel; false where the page cannot reach it. */
async function greetBackground(
  hello: { type: string; playerId: string },
  port: MessagePort,
): Promise<boolean> {
  if ('serviceWorker' in navigator) {
    const { serviceWorker } = navigator;
    // `ready` takes its turn behind the loading of the page; a page that was loaded past the worker has no controller.
    const worker = serviceWorker.controller ?? (await serviceWorker.ready).active;
    worker?.postMessage(hello, [port]);
    return worker !== null;
  }
  // The one that is there is had at once; waking one takes a turn.
  const background =
    browser.extension.getBackgroundPage() ?? (await browser.runtime.getBackgroundPage().catch(() => null));
  background?.postMessage(hello, location.origin, [port]);
  return Boolean(background);
}
