import { ByteStore } from '../core/bytes/byte-store';
import { type ByteRange, byteRange } from '../core/bytes/range';
import type { ByteSource } from '../core/bytes/source';
import { type ErrorCode, FunnelError, type FunnelErrorData } from '../core/errors';
import { Funnel } from '../core/funnel/funnel';
import { hostOf } from '../core/funnel/host-name';
import type { FunnelCommand, FunnelEvent, Needs } from '../core/funnel/messages';
import type { FunnelOptions } from '../core/funnel/options';
import type { Resource } from '../core/funnel/response';
import type { FunnelStatus } from '../core/funnel/status';
import { openingNeeds } from '../core/playback/opening-needs';
import { type Address, authorizationFor, splitCredentials } from '../shared/url-credentials';
import { BackgroundLink } from './background-link';
import { Circumstances } from './circumstances';
import { remember } from './host-memory';
import { type KeptIndex, keptBytes } from './kept-index';

export interface RemoteFileListener {
  /** More bytes are in hand. */
  bytesCame(): void;
  /** Trouble that is being dealt with; null when it has passed. */
  trouble(error: FunnelErrorData | null): void;
  /** The link led to the file and does not any more: what is in hand stays, and `offerLink` may bring the rest. */
  deadLink(error: FunnelErrorData): void;
  /** What became of a link that was offered, or of a mirror: it has taken the dead one's place, unless it is refused. */
  freshLink(url: string, refusal: ErrorCode | null): void;
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
  #addresses: readonly Address[];
  readonly #referrer: string | null;
  readonly #listener: RemoteFileListener;
  readonly #kept: KeptIndex | null;
  readonly #funnel: Funnel;
  readonly #store = new ByteStore();
  readonly #link: BackgroundLink;
  readonly #circumstances: Circumstances;
  readonly #opened = Promise.withResolvers<Resource>();
  #resource: Resource | null = null;
  #failure: FunnelError | null = null;
  #reads: PendingRead[] = [];
  #lastRead: ByteRange = byteRange(0, 0);
  #besides: readonly ByteRange[] = [];
  #begun = false;
  /** That no background comes up, and what the funnel says of the servers: each is told as long as it lasts. */
  #missing: FunnelErrorData | null = null;
  #trouble: FunnelErrorData | null = null;
  /** Links as the viewer gave them, by their addresses. */
  readonly #given = new Map<string, string>();
  readonly #hurry = () => this.#handle({ type: 'online' });
  #toldBytesPerSecond = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /**
   * @param urls of one file: the link, then mirrors of it
   * @param referrer the page the link was on
   * @param kept what was read of it before
   */
  constructor(
    urls: readonly string[],
    referrer: string | null,
    listener: RemoteFileListener,
    kept: KeptIndex | null = null,
  ) {
    this.#kept = kept;
    this.#referrer = referrer;
    this.#addresses = urls.map((link) => this.#addressOf(link));
    const plain = this.#addresses.map(({ url }) => url);
    this.#funnel = new Funnel(plain);
    this.#listener = listener;
    this.#circumstances = new Circumstances(hostOf(plain[0]!), {
      tell: (event) => this.#handle(event),
    });
    addEventListener('online', this.#hurry);
    this.#link = new BackgroundLink({
      hear: (message) => {
        if (message.type !== 'ready') this.#handle(message);
      },
      lost: () => this.#handle({ type: 'link-lost' }),
      // What the viewer has set holds from the first request on.
      up: () => void this.#circumstances.known.then(() => this.#up()),
      isBusy: () => this.status().lanes.some(({ requests }) => requests.length > 0),
      missing: (isMissing) => {
        this.#missing = isMissing ? { code: 'internal/link-lost', detail: 'no background comes up' } : null;
        this.#tellTrouble();
      },
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
    const known = this.#kept && this.#resource && keptBytes(this.#kept, range, this.#resource);
    if (known) return Promise.resolve(known);
    if (this.#funnel.has(range)) return Promise.resolve(this.#store.read(range));
    const { promise, resolve, reject } = Promise.withResolvers<Uint8Array>();
    this.#reads.push({ range, resolve, reject });
    this.#lastRead = range;
    this.#handle({ type: 'need', needs: this.#openingNeeds() });
    return promise;
  }

  /** From now on exactly these bytes are fetched, and what is needed besides; everything else is dropped. */
  need(needs: Needs): void {
    const urgent = needs.ranges.slice(0, needs.urgentCount);
    const ranges = [...urgent, ...this.#besides, ...needs.ranges.slice(needs.urgentCount)];
    this.#handle({ type: 'need', needs: { ...needs, ranges } });
  }

  /** Bytes to fetch once the most urgent are on their way, from the next `need` on. */
  needBesides(ranges: readonly ByteRange[]): void {
    this.#besides = ranges;
  }

  has(range: ByteRange): boolean {
    return this.#funnel.has(range);
  }

  /** @throws RangeError when a byte of `range` is not in hand. */
  take(range: ByteRange): Uint8Array {
    return this.#store.read(range);
  }

  /** One more link, which may lead to the same file. */
  offerLink(link: string): void {
    const address = this.#addressOf(link);
    this.#addresses = [...this.#addresses, address];
    this.#handle({ type: 'fresh-link', url: address.url });
  }

  close(): void {
    clearTimeout(this.#timer);
    removeEventListener('online', this.#hurry);
    this.#link.close();
    this.#circumstances.close();
    const closed = new FunnelError('internal/link-lost', 'closed');
    this.#failure ??= closed;
    this.#rejectAll(closed);
    // Firefox holds on to what has played a film for as long as the page stands: then not to the film.
    this.#store.retain([]);
  }

  status(): FunnelStatus {
    return this.#funnel.status(performance.now());
  }

  /** The options as they are now. */
  get options(): FunnelOptions {
    return this.#circumstances.options;
  }

  /** Lets players in other tabs, and the toolbar's button, know what this one does. */
  announce(isPlaying: boolean): void {
    const { lanes, bytesPerSecond: exact } = this.status();
    const bytesPerSecond = Math.round(exact);
    // Who is at rest keeps quiet, and lets the background sleep.
    if (bytesPerSecond !== this.#toldBytesPerSecond) this.#link.tell({ type: 'speed', bytesPerSecond });
    this.#toldBytesPerSecond = bytesPerSecond;
    const isFetching = lanes.some(({ requests }) => requests.length > 0);
    this.#circumstances.update({ hosts: lanes.map(({ host }) => host), isPlaying, isFetching });
  }

  #tellTrouble(): void {
    this.#listener.trouble(this.#missing ?? this.#trouble);
  }

  #addressOf(link: string): Address {
    const address = splitCredentials(link);
    this.#given.set(address.url, link);
    return address;
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
        const authorization = authorizationFor(url, this.#addresses);
        const referrer = this.#referrer;
        this.#link.tell({ type: 'fetch', requestId, url, asked, credentials, authorization, referrer });
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
      case 'learned':
        // A film plays all the same where nothing can be stored.
        void remember(command.host, command.connections).catch(() => {});
        return;
      case 'trouble':
        this.#trouble = command.error;
        this.#tellTrouble();
        return;
      case 'dead-link':
        this.#listener.deadLink(command.error);
        return;
      case 'fresh-link':
        this.#listener.freshLink(this.#given.get(command.url)!, command.refusal);
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
