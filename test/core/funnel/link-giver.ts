import type { FunnelCommand, FunnelEvent } from '../../../src/core/funnel/messages';
import type { FunnelRun, Onlooker } from './funnel-run';
import { urlsOf } from './mirrors';
import { addressesOf, type Schedule } from './schedule';
import type { VirtualTime } from './virtual-time';

/** How long a viewer takes to find another link. */
const searchMs = 2_000;

/** A viewer who is asked for a fresh link gives what the schedule has, one after the other, until one is good. */
export class LinkGiver implements Onlooker {
  /** Asked for one, and there is none left to give. */
  isAtLoss = false;
  readonly #urls: string[];
  readonly #run: FunnelRun;
  readonly #time: VirtualTime;

  constructor(schedule: Schedule, run: FunnelRun, time: VirtualTime) {
    this.#urls = urlsOf(addressesOf(schedule)).slice(1 + schedule.mirrors.length);
    this.#run = run;
    this.#time = time;
  }

  handled(_: FunnelEvent, commands: readonly FunnelCommand[]): void {
    const isAsked = commands.some(
      (each) => each.type === 'dead-link' || (each.type === 'fresh-link' && each.refusal !== null),
    );
    if (!isAsked) return;
    const url = this.#urls.shift();
    if (url === undefined) this.isAtLoss = true;
    else this.#time.after(searchMs, () => this.#run.handle({ type: 'fresh-link', url }));
  }
}
