import { hostOf } from './host-name';
import type { Lane } from './lane';
import { tuning } from './options';
import type { Resource } from './response';
import { Source } from './source';

/** All addresses the file is fetched from: the link, mirrors the viewer gave, hosts that redirects led to. */
export class Sources {
  readonly #sources: Source[];
  /** Of all sources, in the order these came. */
  readonly lanes: Lane[];

  constructor(urls: readonly string[]) {
    this.#sources = urls
      .slice(0, tuning.sourcesMax)
      .map((url, index) => new Source(url, index === 0, tuning.startConnections));
    this.lanes = this.#sources.flatMap((source) => source.lanes);
  }

  get link(): Source {
    return this.#sources[0]!;
  }

  get all(): readonly Source[] {
    return this.#sources;
  }

  /** The link's lane with cookies. */
  get speaker(): Lane {
    return this.link.lanes[0]!;
  }

  /** Mirrors nobody has looked at yet. */
  get unproven(): readonly Source[] {
    return this.#sources.filter(({ state }) => state === 'unproven');
  }

  /** Whether there is still somewhere to ask. */
  get isAnyOpen(): boolean {
    return this.#sources.some(({ state }) => state === 'open');
  }

  /** A redirect led to another host, which answers as the link does: its host's connections come to those of the others. */
  discover({ url, validator }: Resource): void {
    const host = hostOf(url);
    if (this.#sources.length >= tuning.sourcesMax) return;
    if (this.#sources.some((source) => source.host === host)) return;
    const source = new Source(url, false, tuning.startConnections);
    source.validator = validator;
    source.open();
    this.#sources.push(source);
    this.lanes.push(...source.lanes);
  }
}
