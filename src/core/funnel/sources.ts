import { hostOf } from './host-name';
import type { Lane } from './lane';
import { tuning } from './options';
import { learn, type Resource } from './response';
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
    return this.#sources.find(({ isLink }) => isLink)!;
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

  /** One more address, to be looked at before it is believed. */
  add(url: string): void {
    this.#join(new Source(url, false, tuning.startConnections));
  }

  /** From now on this one is what the link was. */
  putInPlaceOfLink(source: Source): void {
    this.link.isLink = false;
    source.isLink = true;
  }

  /**
   * What is known of the file after one more answer that agrees.
   * @param isEarly whether it was asked for before there was any answer
   */
  learn(
    known: Resource | null,
    answered: Resource,
    { source, isAbsolute }: Lane,
    fromOriginal: boolean,
    isEarly: boolean,
  ): Resource | null {
    if (!source.isLink) {
      source.validator ??= answered.validator;
      return known;
    }
    const isFromOriginal = fromOriginal && !isAbsolute;
    // Asked before the first answer came, and led elsewhere: one more host that has the file.
    if (known && isFromOriginal && isEarly && hostOf(answered.url) !== source.host) {
      this.discover(answered);
      return known;
    }
    const resource = learn(known, answered, isFromOriginal);
    source.address = resource.url;
    return resource;
  }

  /** A redirect led to another host, which answers as the link does: its host's connections come to those of the others. */
  discover({ url, validator }: Resource): void {
    const host = hostOf(url);
    if (this.#sources.length >= tuning.sourcesMax) return;
    if (this.#sources.some((source) => source.host === host)) return;
    const source = new Source(url, false, tuning.startConnections);
    source.validator = validator;
    source.open();
    this.#join(source);
  }

  #join(source: Source): void {
    this.#sources.push(source);
    this.lanes.push(...source.lanes);
  }
}
