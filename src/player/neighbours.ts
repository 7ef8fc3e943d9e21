import { type PlayerState, shareOf } from '../core/funnel/share';
import { isNeighbourMessage, type NeighbourMessage } from './neighbour-message';

const channelName = 'funnel-players';
const announceEveryMs = 2_000;
/** A tab that was closed or crashed says no more; one whose timers the browser slows down may be late. */
const forgetAfterMs = 6_000;

/** The players in other tabs: tells them of this one, and how much of a common host this one may take. */
export class Neighbours {
  readonly #onShare: (share: number) => void;
  readonly #channel = new BroadcastChannel(channelName);
  readonly #known = new Map<string, { readonly state: PlayerState; readonly heardAtMs: number }>();
  readonly #leave = () => this.#sayBye();
  #me: PlayerState = {
    id: crypto.randomUUID(),
    hosts: [],
    isVisible: false,
    isPlaying: false,
    isFetching: false,
  };
  #share = 1;
  /** Null while the others know nothing of this player. */
  #announcedAtMs: number | null = null;
  #timer: ReturnType<typeof setInterval> | undefined;

  /** @param onShare told the new share, in (0, 1], whenever it changes; it is 1 at first */
  constructor(onShare: (share: number) => void) {
    this.#onShare = onShare;
    this.#channel.onmessage = ({ data }) => {
      if (isNeighbourMessage(data)) this.#hear(data);
    };
    addEventListener('pagehide', this.#leave);
  }

  /** How this player is doing now. May be called as often as one likes: the others hear of what changed. */
  update(state: Omit<PlayerState, 'id'>): void {
    const me = { id: this.#me.id, ...state };
    const hasChanged = !isSame(me, this.#me);
    this.#me = me;
    // Not by the timer alone: browsers slow it down to once a minute in a tab that stays hidden.
    if (hasChanged || this.#isDue) this.#announce();
    this.#setTimer();
    this.#setShare();
  }

  close(): void {
    removeEventListener('pagehide', this.#leave);
    this.#sayBye();
    this.#channel.close();
  }

  #hear(message: NeighbourMessage): void {
    if (message.type === 'bye') this.#known.delete(message.id);
    else {
      const isNew = !this.#known.has(message.state.id);
      this.#known.set(message.state.id, { state: message.state, heardAtMs: performance.now() });
      // Who has just come should know at once whom it shares with.
      if (isNew && this.#me.isFetching) this.#announce();
    }
    this.#setShare();
  }

  get #isDue(): boolean {
    const sinceMs = performance.now() - (this.#announcedAtMs ?? -Infinity);
    return this.#me.isFetching && sinceMs >= announceEveryMs;
  }

  #announce(): void {
    this.#announcedAtMs = performance.now();
    this.#send({ type: 'state', state: this.#me });
  }

  /** Also before the page goes into the back/forward cache, from which it may return. */
  #sayBye(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    if (this.#announcedAtMs !== null) this.#send({ type: 'bye', id: this.#me.id });
    this.#announcedAtMs = null;
  }

  #send(message: NeighbourMessage): void {
    this.#channel.postMessage(message);
  }

  /** Only who fetches has anything to tell, or to be told, in time. */
  #setTimer(): void {
    if (!this.#me.isFetching) {
      clearInterval(this.#timer);
      this.#timer = undefined;
    } else {
      this.#timer ??= setInterval(() => {
        this.#announce();
        this.#setShare();
      }, announceEveryMs);
    }
  }

  #setShare(): void {
    const nowMs = performance.now();
    for (const [id, { heardAtMs }] of this.#known) {
      if (nowMs - heardAtMs > forgetAfterMs) this.#known.delete(id);
    }
    const share = shareOf(
      this.#me,
      [...this.#known.values()].map(({ state }) => state),
    );
    if (share === this.#share) return;
    this.#share = share;
    this.#onShare(share);
  }
}

const isSame = (a: PlayerState, b: PlayerState): boolean =>
  a.isVisible === b.isVisible &&
  a.isPlaying === b.isPlaying &&
  a.isFetching === b.isFetching &&
  a.hosts.length === b.hosts.length &&
  a.hosts.every((host, i) => host === b.hosts[i]);
