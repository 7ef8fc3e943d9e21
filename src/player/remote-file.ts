import { ByteStore } from '../core/bytes/byte-store';
import { type ByteRange, byteRange } from '../core/bytes/range';
import type { ByteSource } from '../core/bytes/source';
import { FunnelError, type FunnelErrorData } from '../core/errors';
import { Funnel } from '../core/funnel/funnel';
import type { FunnelCommand, FunnelEvent, Needs } from '../core/funnel/messages';
import type { Resource } from '../core/funnel/response';
import type { FunnelStatus } from '../core/funnel/status';
import { openingNeeds } from '../core/playback/opening-needs';
import { type Address, splitCredentials } from '../shared/url-credentials';
import { BackgroundLink } from './background-link';

export interface RemoteFileListener {
  /** More bytes are in hand. */
  bytesCame(): void;
  /** Trouble that is being dealt with; null when it has passed. */
  trouble(error: FunnelErrorData | null): void;
  /** The file cannot be had; everything that waits for it is told too. */
  failed(error: FunnelError): void;
}

interface PendingRead {
  readonly range: ByteRange;
  readonly resolve: (bytes: Uint8Array) => void;
  readonly reject: (error: FunnelError) => void;
}

/** The file behind a URL: runs the funnel on a clock and the background's fetches, and keeps the bytes in hand. */
export class RemoteFile implements ByteSource {
  readonly #address: Address;
  readonly #listener: RemoteFileListener;
  readonly #funnel: Funnel;
  readonly #store = new ByteStore();
  readonly #link: BackgroundLink;
  readonly #opened = Promise.withResolvers<Resource>();
  #resource: Resource | null = null;
  #failure: FunnelError | null = null;
  #reads: PendingRead[] = [];
  #lastRead: ByteRange = byteRange(0, 0);
  #begun = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(url: string, listener: RemoteFileListener) {
    this.#address = splitCredentials(url);
    this.#funnel = new Funnel([this.#address.url]);
    this.#listener = listener;
    this.#link = new BackgroundLink({
      hear: (message) => {
        if (message.type !== 'ready') this.#handle(message);
      },
      lost: () => this.#handle({ type: 'link-lost' }),
      up: () => this.#up(),
      isBusy: () => this.status().lanes.some(({ requests }) => requests.length > 0),
      gone: () => this.#fail(new FunnelError('internal/link-lost', 'the extension was reloaded or removed')),
    });
  }

  /**
   * Resolves with the first answer.
   * @throws FunnelError when there is none.
   */
  get opened(): Promise<Resource> {
    return this.#opened.promise;
  }

  get byteLength(): number {
    return this.#resource?.byteLength ?? 0;
  }

  read(range: ByteRange): Promise<Uint8Array> {
    if (this.#failure) return Promise.reject(this.#failure);
    if (this.#funnel.has(range)) return Promise.resolve(this.#store.read(range));
    const { promise, resolve, reject } = Promise.withResolvers<Uint8Array>();
    this.#reads.push({ range, resolve, reject });
    this.#lastRead = range;
    this.#handle({ type: 'need', needs: this.#openingNeeds() });
    return promise;
  }

  /** From now on exactly these bytes are fetched, and everything else is dropped. */
  need(needs: Needs): void {
    this.#handle({ type: 'need', needs });
  }

  has(range: ByteRange): boolean {
    return this.#funnel.has(range);
  }

  /** @throws RangeError when a byte of `range` is not in hand. */
  take(range: ByteRange): Uint8Array {
    return this.#store.read(range);
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#link.close();
    const closed = new FunnelError('internal/link-lost', 'closed');
    this.#failure ??= closed;
    this.#rejectAll(closed);
  }

  status(): FunnelStatus {
    return this.#funnel.status(performance.now());
  }

  #openingNeeds(): Needs {
    const waiting = this.#reads.map(({ range }) => range);
    return openingNeeds(waiting, this.#lastRead.endExclusive, this.#resource?.byteLength ?? null);
  }

  #up(): void {
    this.#handle(this.#begun ? { type: 'link-back' } : { type: 'open', needs: this.#openingNeeds() });
    this.#begun = true;
  }

  #handle(event: FunnelEvent): void {
    if (this.#failure) return;
    const commands = this.#funnel.handle(event, performance.now());
    for (const command of commands) this.#execute(command);
    if (commands.some(({ type }) => type === 'store')) {
      this.#answerReads();
      this.#listener.bytesCame();
    }
    this.#setTimer();
  }

  #execute(command: FunnelCommand): void {
    switch (command.type) {
      case 'fetch': {
        const { requestId, url, credentials, asked } = command;
        // A password is for the host it was given for, not for where that one leads.
        const isItsHost = new URL(url).origin === new URL(this.#address.url).origin;
        const authorization = isItsHost ? this.#address.authorization : null;
        this.#link.tell({ type: 'fetch', requestId, url, asked, credentials, authorization });
        return;
      }
      case 'cancel':
        this.#link.tell({ type: 'cancel', requestId: command.requestId });
        return;
      case 'store':
        this.#store.put(command.start, command.bytes);
        return;
      case 'retain':
        this.#store.retain(command.ranges);
        return;
      case 'resource':
        this.#resource = command.resource;
        this.#opened.resolve(command.resource);
        return;
      case 'trouble':
        this.#listener.trouble(command.error);
        return;
      case 'fail':
        this.#fail(new FunnelError(command.error.code, command.error.detail));
    }
  }

  #answerReads(): void {
    this.#reads = this.#reads.filter(({ range, resolve }) => {
      if (!this.#funnel.has(range)) return true;
      resolve(this.#store.read(range));
      return false;
    });
  }

  #fail(error: FunnelError): void {
    if (this.#failure) return;
    this.#failure = error;
    this.#rejectAll(error);
    this.#listener.failed(error);
  }

  #rejectAll(error: FunnelError): void {
    this.#opened.reject(error);
    // Whoever awaits it has been told; nobody may be awaiting it any more.
    this.#opened.promise.catch(() => {});
    for (const { reject } of this.#reads.splice(0)) reject(error);
  }

  #setTimer(): void {
    clearTimeout(this.#timer);
    const nowMs = performance.now();
    const wakeAtMs = this.#funnel.wakeAtMs(nowMs);
    if (wakeAtMs === null) return;
    this.#timer = setTimeout(() => this.#handle({ type: 'tick' }), wakeAtMs - nowMs);
  }
}
