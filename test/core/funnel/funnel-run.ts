import { ByteStore } from '../../../src/core/bytes/byte-store';
import type { FunnelErrorData } from '../../../src/core/errors';
import type { Funnel } from '../../../src/core/funnel/funnel';
import type { FunnelCommand, FunnelEvent } from '../../../src/core/funnel/messages';
import type { Resource } from '../../../src/core/funnel/response';
import type { SimulatedNetwork } from './simulated-network';
import type { VirtualTime } from './virtual-time';

/** Who looks on while the funnel runs. */
export interface Onlooker {
  handled(event: FunnelEvent, commands: readonly FunnelCommand[]): void;
}

/** Runs a funnel on a simulated network as the player's page does: one timer, set anew after every event. */
export class FunnelRun {
  readonly store = new ByteStore();
  resource: Resource | null = null;
  failure: FunnelErrorData | null = null;
  /** What the viewer is told meanwhile; null while all is well. */
  trouble: FunnelErrorData | null = null;
  /** Why a fresh link is wanted; null while none is. */
  deadLink: FunnelErrorData | null = null;
  /** The mirror that has taken the place of a link that was dead from the start; null while none has. */
  heir: string | null = null;
  onlookers: Onlooker[] = [];
  readonly #funnel: Funnel;
  readonly #network: SimulatedNetwork;
  readonly #time: VirtualTime;
  readonly #timerLatenessMs: () => number;
  #timer = 0;

  /** @param timerLatenessMs how late a busy page's timer rings */
  constructor(time: VirtualTime, funnel: Funnel, network: SimulatedNetwork, timerLatenessMs = () => 0) {
    this.#time = time;
    this.#funnel = funnel;
    this.#network = network;
    this.#timerLatenessMs = timerLatenessMs;
    network.hear = (event) => this.handle(event);
  }

  handle(event: FunnelEvent): void {
    if (event.type === 'link-lost') this.#network.drop();
    const commands = this.#funnel.handle(event, this.#time.nowMs);
    for (const command of commands) this.#execute(command);
    for (const onlooker of this.onlookers) onlooker.handled(event, commands);
    this.#setTimer();
  }

  #execute(command: FunnelCommand): void {
    switch (command.type) {
      case 'fetch':
        this.#network.fetch(command);
        return;
      case 'cancel':
        this.#network.cancel(command.requestId);
        return;
      case 'store':
        this.store.put(command.start, command.bytes);
        return;
      case 'retain':
        this.store.retain(command.ranges);
        return;
      case 'resource':
        this.resource = command.resource;
        return;
      case 'trouble':
        this.trouble = command.error;
        return;
      case 'dead-link':
        this.deadLink = command.error;
        return;
      case 'fresh-link':
        if (this.deadLink === null) this.heir = command.url;
        if (command.refusal === null) this.deadLink = null;
        return;
      case 'fail':
        this.failure = command.error;
    }
  }

  #setTimer(): void {
    const mine = ++this.#timer;
    const wakeAtMs = this.#funnel.wakeAtMs(this.#time.nowMs);
    if (wakeAtMs === null) return;
    this.#time.at(wakeAtMs + this.#timerLatenessMs(), () => {
      if (mine === this.#timer) this.handle({ type: 'tick' });
    });
  }
}
