import type { Funnel } from '../../../src/core/funnel/funnel';
import type { FunnelCommand, FunnelEvent } from '../../../src/core/funnel/messages';
import type { Onlooker } from './funnel-run';
import { laneName } from './lane-name';
import { isOfMirror } from './mirrors';
import type { FetchCommand } from './simulated-network';
import type { VirtualTime } from './virtual-time';

export interface RequestUnderWay {
  readonly command: FetchCommand;
  /** Whether it only shows what a mirror has. */
  readonly isProbe: boolean;
  receivedBytes: number;
}

/** The requests under way, by what the funnel commands and hears. */
export class UnderWay implements Onlooker {
  readonly #requests = new Map<number, RequestUnderWay>();
  readonly #funnel: Funnel;
  readonly #time: VirtualTime;

  constructor(funnel: Funnel, time: VirtualTime) {
    this.#funnel = funnel;
    this.#time = time;
  }

  get all(): Iterable<RequestUnderWay> {
    return this.#requests.values();
  }

  get size(): number {
    return this.#requests.size;
  }

  get(requestId: number): RequestUnderWay | undefined {
    return this.#requests.get(requestId);
  }

  handled(event: FunnelEvent, commands: readonly FunnelCommand[]): void {
    if (event.type === 'link-lost') this.#requests.clear();
    if (event.type === 'bytes') {
      const request = this.#requests.get(event.requestId);
      // What a cancelled request still says is nobody's.
      if (request) request.receivedBytes += event.bytes.length;
    }
    if (event.type === 'ended' || event.type === 'failed') this.#requests.delete(event.requestId);
    for (const command of commands) {
      if (command.type === 'fetch') this.#add(command);
      if (command.type === 'cancel') this.#requests.delete(command.requestId);
    }
  }

  #add(command: FetchCommand): void {
    const isProbe = isOfMirror(command) && this.#stateOf(laneName(command)) === 'unproven';
    this.#requests.set(command.requestId, { command, isProbe, receivedBytes: 0 });
  }

  /** A mirror is believed when its lane that does as browsers do is: no other lane of it is asked before. */
  #stateOf(name: string): string | undefined {
    const { lanes } = this.#funnel.status(this.#time.nowMs);
    return lanes.find(
      ({ host, credentials }) => `${host} ${credentials}` === name && credentials === 'include',
    )?.state;
  }
}
