import { byteLength } from '../../core/bytes/range';
import type { RequestStatus } from '../../core/funnel/status';
import { formatBytesPerSecond } from './format';
import { setText } from './status-pill';

/** One connection's row: its number, its bar, its speed. The same elements serve one request after another. */
export class ConnectionRow {
  readonly element: HTMLTableRowElement;
  readonly #bar: HTMLElement;
  readonly #fill: HTMLElement;
  readonly #speed: HTMLElement;
  #requestId: number | null = null;

  constructor(document: Document, number: number) {
    this.element = document.createElement('tr');
    const head = document.createElement('th');
    head.scope = 'row';
    head.textContent = String(number);
    const progress = document.createElement('td');
    this.#bar = document.createElement('div');
    this.#bar.className = 'bar';
    this.#bar.setAttribute('role', 'progressbar');
    this.#fill = document.createElement('div');
    this.#bar.append(this.#fill);
    progress.append(this.#bar);
    this.#speed = document.createElement('td');
    this.element.append(head, progress, this.#speed);
  }

  /** Null leaves the row in its place, empty, until the next request takes it. */
  show(request: RequestStatus | null): void {
    this.element.toggleAttribute('data-idle', request === null);
    if (request === null) {
      this.#fill.style.transform = 'scaleX(0)';
      this.#bar.removeAttribute('aria-valuenow');
      setText(this.#speed, '');
      this.#requestId = null;
      return;
    }
    const share = request.range === null ? 0 : Math.min(1, request.receivedBytes / byteLength(request.range));
    // A new request starts from nothing; it does not run backwards from where the last one ended.
    this.#fill.toggleAttribute('data-fresh', request.id !== this.#requestId);
    this.#requestId = request.id;
    this.#fill.style.transform = `scaleX(${share.toFixed(3)})`;
    this.#bar.setAttribute('aria-valuenow', String(Math.round(share * 100)));
    setText(this.#speed, formatBytesPerSecond(request.bytesPerSecond));
  }
}
