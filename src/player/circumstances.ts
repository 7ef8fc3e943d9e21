import type { FunnelEvent } from '../core/funnel/messages';
import { defaultFunnelOptions, type FunnelOptions } from '../core/funnel/options';
import { readOptions, watchOptions } from '../shared/stored-options';
import { recall } from './host-memory';
import { Neighbours } from './neighbours';

/** What this player does, as far as players in other tabs should know. */
export interface Doing {
  readonly hosts: readonly string[];
  readonly isPlaying: boolean;
  readonly isFetching: boolean;
}

export interface CircumstancesListener {
  /** Something the funnel should know. */
  tell(event: Extract<FunnelEvent, { type: 'options' | 'recalled' | 'share' }>): void;
}

/** All that lies outside a film and bears on how it is fetched: options, other tabs, what is remembered of its host. */
export class Circumstances {
  /** As they are now. */
  options: FunnelOptions = defaultFunnelOptions;
  /** Resolves when what was stored has been told. */
  readonly known: Promise<void>;
  readonly #listener: CircumstancesListener;
  readonly #neighbours: Neighbours;
  readonly #unwatch: () => void;
  #doing: Doing = { hosts: [], isPlaying: false, isFetching: false };
  readonly #look = () => this.update(this.#doing);

  /** @param host of the link */
  constructor(host: string, listener: CircumstancesListener) {
    this.#listener = listener;
    this.#neighbours = new Neighbours((share) => listener.tell({ type: 'share', share }));
    this.#unwatch = watchOptions((options) => this.#setOptions(options));
    document.addEventListener('visibilitychange', this.#look);
    this.known = this.#read(host);
  }

  update(doing: Doing): void {
    this.#doing = doing;
    this.#neighbours.update({ ...doing, isVisible: document.visibilityState === 'visible' });
  }

  close(): void {
    this.#unwatch();
    document.removeEventListener('visibilitychange', this.#look);
    this.#neighbours.close();
  }

  /** A film plays without what cannot be read. */
  async #read(host: string): Promise<void> {
    const [options, connections] = await Promise.all([
      readOptions().catch(() => defaultFunnelOptions),
      recall(host).catch(() => null),
    ]);
    this.#setOptions(options);
    if (connections !== null) this.#listener.tell({ type: 'recalled', host, connections });
  }

  #setOptions(options: FunnelOptions): void {
    this.options = options;
    this.#listener.tell({ type: 'options', options });
  }
}
