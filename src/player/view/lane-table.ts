import type { LaneStatus } from '../../core/funnel/status';
import { message } from '../../shared/i18n';
import { ConnectionRow } from './connection-row';
import { seatRequests } from './seat-requests';
import { setText } from './status-pill';

/** One lane: what it is and how it does, and under it a row for each of its connections. */
export class LaneTable {
  readonly element: HTMLElement;
  readonly #name: HTMLElement;
  readonly #state: HTMLElement;
  readonly #count: HTMLElement;
  readonly #body: HTMLTableSectionElement;
  readonly #document: Document;
  readonly #rows: ConnectionRow[] = [];
  #seats: (number | null)[] = [];

  constructor(document: Document) {
    this.#document = document;
    this.element = document.createElement('section');
    this.element.className = 'lane';
    const heading = document.createElement('h3');
    this.#name = document.createElement('span');
    this.#count = document.createElement('span');
    this.#count.className = 'count';
    this.#state = document.createElement('span');
    this.#state.className = 'state';
    // Only a change of state is worth interrupting for; figures change all the time.
    this.#state.setAttribute('aria-live', 'polite');
    heading.append(this.#name, this.#state, this.#count);
    const table = document.createElement('table');
    table.append(columns(document), columnHeads(document));
    this.#body = table.createTBody();
    this.element.append(heading, table);
  }

  show(lane: LaneStatus): void {
    this.element.dataset.credentials = lane.credentials;
    this.element.dataset.state = lane.state;
    setText(this.#name, message(lane.credentials === 'include' ? 'laneCookies' : 'lanePlain'));
    setText(
      this.#count,
      message('laneConnections', String(lane.requests.length), String(lane.connectionsMax)),
    );
    setText(this.#state, stateSentence(lane));
    const requests = new Map(lane.requests.map((request) => [request.id, request]));
    this.#seats = seatRequests(this.#seats, [...requests.keys()]);
    while (this.#rows.length < this.#seats.length) {
      const row = new ConnectionRow(this.#document, this.#rows.length + 1);
      this.#rows.push(row);
      this.#body.append(row.element);
    }
    for (const [index, row] of this.#rows.entries()) {
      const id = this.#seats[index] ?? null;
      row.show(id === null ? null : (requests.get(id) ?? null));
    }
  }
}

function stateSentence(lane: LaneStatus): string {
  if (lane.state === 'refused') return message('laneRefused', lane.reason);
  return message(lane.state === 'open' ? 'laneOpen' : 'laneUnproven');
}

function columns(document: Document): HTMLTableColElement {
  const group = document.createElement('colgroup');
  for (const name of ['number', 'progress', 'speed']) {
    const column = document.createElement('col');
    column.className = name;
    group.append(column);
  }
  return group;
}

function columnHeads(document: Document): HTMLTableSectionElement {
  const head = document.createElement('thead');
  const row = head.insertRow();
  for (const key of ['panelConnection', 'panelProgress', 'panelSpeed'] as const) {
    const cell = document.createElement('th');
    cell.scope = 'col';
    cell.textContent = message(key);
    row.append(cell);
  }
  return head;
}
