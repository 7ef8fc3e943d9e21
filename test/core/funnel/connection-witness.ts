import assert from 'node:assert/strict';
import type { FunnelCommand, FunnelEvent } from '../../../src/core/funnel/messages';
import type { FunnelOptions } from '../../../src/core/funnel/options';
import type { Onlooker } from './funnel-run';
import { laneName } from './lane-name';
import type { UnderWay } from './under-way';

/** Browsers open so many HTTP/1.1 connections for one host and credentials mode. */
const laneMax = 6;
/** What the funnel may have in all, where the viewer leaves it to it. */
const automaticMax = 24;

/** Sees to it that no request is sent beyond what browsers, the viewer and other tabs leave room for. */
export class ConnectionWitness implements Onlooker {
  #connections: FunnelOptions['connections'];
  #share = 1;
  readonly #underWay: UnderWay;

  constructor({ connections }: Pick<FunnelOptions, 'connections'>, underWay: UnderWay) {
    this.#connections = connections;
    this.#underWay = underWay;
  }

  handled(event: FunnelEvent, commands: readonly FunnelCommand[]): void {
    if (event.type === 'options') this.#connections = event.options.connections;
    if (event.type === 'share') this.#share = event.share;
    // What only shows whether a mirror has the file is one request more, once.
    const isCounted = (command: FunnelCommand) =>
      command.type === 'fetch' && !this.#underWay.get(command.requestId)?.isProbe;
    // Where fewer are allowed all of a sudden, those under way may end.
    if (!commands.some(isCounted)) return;
    const most = this.#connections === 'auto' ? automaticMax : this.#connections;
    const allowed = Math.max(1, Math.floor(most * this.#share));
    const all = [...this.#underWay.all];
    const requests = all.filter(({ isProbe }) => !isProbe);
    if (requests.length > allowed)
      assert.fail(`${requests.length} requests at once, where ${allowed} may be`);
    const ofLane = new Map<string, number>();
    for (const { command } of all) {
      const name = laneName(command);
      const count = (ofLane.get(name) ?? 0) + 1;
      ofLane.set(name, count);
      assert(count <= laneMax, `${count} requests at once on ${name}`);
    }
  }
}
