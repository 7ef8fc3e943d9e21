/** What is seen of one request until it is over. */
export interface Watched {
  /** ALPN id (RFC 7301) of what carries it, such as `h2`; null while not known, and where the browser does not tell. */
  protocol(): string | null;
  /** To be called when nobody will ask any more. */
  end(): void;
}

type Timing = Pick<PerformanceResourceTiming, 'name' | 'startTime' | 'nextHopProtocol'>;

interface Waiting {
  readonly name: string;
  readonly sentAtMs: number;
  protocol: string | null;
}

/**
 * Tells what protocol a request went by. Browsers write it into its resource timing (W3C Resource Timing,
 * `nextHopProtocol`), which Chromium makes no later than the end of the body; for a request that was cancelled it
 * comes a few milliseconds after, when nobody asks. Firefox leaves the field empty.
 */
export class ProtocolWatch {
  readonly #waiting = new Set<Waiting>();
  readonly #nowMs: () => number;
  /** Timings made since the last call. */
  readonly #take: () => readonly Timing[];

  constructor(take: () => readonly Timing[], nowMs: () => number) {
    this.#take = take;
    this.#nowMs = nowMs;
  }

  /** To be called right before the request is sent. */
  watch(url: string): Watched {
    // What is no address is refused by `fetch`, in words.
    const name = URL.canParse(url) ? new URL(url).href : url;
    const waiting: Waiting = { name, sentAtMs: this.#nowMs(), protocol: null };
    this.#waiting.add(waiting);
    return {
      protocol: () => {
        this.note(this.#take());
        return waiting.protocol;
      },
      end: () => this.#waiting.delete(waiting),
    };
  }

  /**
   * Many requests for one URL are under way at once. A timing begins within the call that sends its request, so it is that
   * of the last one sent before.
   */
  note(timings: readonly Timing[]): void {
    for (const { name, startTime, nextHopProtocol } of timings) {
      const own = [...this.#waiting].findLast(
        (each) => each.name === name && each.sentAtMs <= startTime && each.protocol === null,
      );
      if (own && nextHopProtocol !== '') own.protocol = nextHopProtocol;
    }
  }
}

/** A watch over what this page or worker fetches. */
export function watchProtocols(): ProtocolWatch {
  // The browser also keeps timings for whoever looks later; hours of playing would fill that to its brim.
  const observer = new PerformanceObserver((list) => {
    performance.clearResourceTimings();
    watch.note(list.getEntries() as PerformanceResourceTiming[]);
  });
  const take = () => {
    performance.clearResourceTimings();
    return observer.takeRecords() as PerformanceResourceTiming[];
  };
  const watch = new ProtocolWatch(take, () => performance.now());
  observer.observe({ type: 'resource' });
  return watch;
}
