import { byteLength } from '../../core/bytes/range';
import type { RequestStatus } from '../../core/funnel/status';
import { message } from '../../shared/i18n';
import { formatBytesPerSecond } from './format';
import { setText } from './status-pill';

/** One connection: its bar and its speed. The same elements serve one request after another. */
export class ConnectionRow {
  readonly element: HTMLLIElement;
  readonly #bar: HTMLElement;
  readonly #fill: HTMLElement;
  readonly #speed: HTMLElement;
  #requestId: number | null = null;

  /** @param number counted from 1 within its lane */
  constructor(document: Document, number: number) {
    this.element = document.createElement('li');
    this.#bar = document.createElement('div');
    this.#bar.className = 'bar';
    this.#bar.setAttribute('role', 'progressbar');
    this.#bar.setAttribute('aria-label', message('panelConnection', String(number)));
    this.#fill = document.createElement('div');
    this.#bar.append(this.#fill);
    this.#speed = document.createElement('span');
    this.element.append(this.#bar, this.#speed);
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
