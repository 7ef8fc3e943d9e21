import type { LaneStatus } from '../../core/funnel/status';
import { message } from '../../shared/i18n';
import { ConnectionRow } from './connection-row';
import { formatBytesPerSecond, formatProtocol } from './format';
import { laneColor } from './lane-colors';
import { seatRequests } from './seat-requests';
import { laneSpeed, setText } from './status-pill';

/** One lane: what it is and how it does, and under it a bar for each of its connections. */
export class LaneTable {
  readonly element: HTMLElement;
  readonly #host: HTMLElement;
  readonly #mode: HTMLElement;
  readonly #protocol: HTMLElement;
  readonly #speed: HTMLElement;
  readonly #count: HTMLElement;
  readonly #state: HTMLElement;
  readonly #list: HTMLOListElement;
  readonly #document: Document;
  readonly #rows: ConnectionRow[] = [];
  #seats: (number | null)[] = [];

  constructor(document: Document) {
    this.#document = document;
    this.element = document.createElement('section');
    this.element.className = 'lane';
    const heading = document.createElement('h3');
    const part = (name: string) => {
      const element = document.createElement('span');
      element.className = name;
      heading.append(element);
      return element;
    };
    this.#host = part('host');
    this.#mode = part('mode');
    this.#protocol = part('protocol');
    this.#speed = part('speed');
    this.#count = part('count');
    this.#state = document.createElement('p');
    this.#state.className = 'state';
    // Only a change of state is worth interrupting for; figures change all the time.
    this.#state.setAttribute('aria-live', 'polite');
    this.#list = document.createElement('ol');
    this.element.append(heading, this.#state, this.#list);
  }

  /** @param isOneOfManyHosts whether its host needs naming */
  show(lane: LaneStatus, isOneOfManyHosts: boolean): void {
    const { dataset, style } = this.element;
    style.setProperty('--lane', `var(${laneColor(lane.id)})`);
    dataset.state = lane.state;
    dataset.protocol = lane.protocol ?? '';
    setText(this.#host, isOneOfManyHosts ? lane.host : '');
    this.#host.title = this.#host.textContent;
    setText(this.#mode, message(lane.credentials === 'include' ? 'laneCookies' : 'lanePlain'));
    setText(this.#protocol, lane.protocol === null ? '' : formatProtocol(lane.protocol));
    const isInUse = lane.state !== 'refused' || lane.requests.length > 0;
    const [active, max] = [lane.requests.length, lane.connectionsMax].map(String);
    setText(this.#speed, isInUse ? formatBytesPerSecond(laneSpeed(lane)) : '');
    setText(this.#count, isInUse ? message('figureOfMost', active!, max!) : '');
    setText(this.#state, stateSentence(lane));
    this.#list.hidden = !isInUse;
    this.#seat(lane);
  }

  #seat(lane: LaneStatus): void {
    const requests = new Map(lane.requests.map((request) => [request.id, request]));
    this.#seats = seatRequests(this.#seats, [...requests.keys()]);
    while (this.#rows.length < this.#seats.length) {
      const row = new ConnectionRow(this.#document, this.#rows.length + 1);
      this.#rows.push(row);
      this.#list.append(row.element);
    }
    for (const [index, row] of this.#rows.entries()) {
      const id = this.#seats[index] ?? null;
      row.show(id === null ? null : (requests.get(id) ?? null));
    }
  }
}

/** A lane that does what it should is worth no words. */
function stateSentence({ state, reason }: LaneStatus): string {
  if (state === 'open') return '';
  return state === 'refused' ? message('laneRefused', reason) : message('laneUnproven');
}
