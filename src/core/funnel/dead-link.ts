import type { ErrorCode, FunnelErrorData } from '../errors';
import type { FunnelCommand } from './messages';
import type { Resource } from './response';
import type { Source } from './source';
import type { Sources } from './sources';

/** What a link that was good says once it is not: a sign-in page is one way to refuse. */
const deadEnds: readonly ErrorCode[] = ['http/expired', 'http/gone', 'media/not-media'];

/** Whether a fresh link to the same file would help. */
export const isDeadEnd = (code: ErrorCode): boolean => deadEnds.includes(code);

/** A link that nobody gets the file by any more, until another address that has it takes its place. */
export class DeadLink {
  #isDead = false;
  #firstError: FunnelErrorData | null = null;
  readonly #sources: Sources;

  constructor(sources: Sources) {
    this.#sources = sources;
  }

  found(error: FunnelErrorData, commands: FunnelCommand[]): void {
    if (!this.#isDead) commands.push({ type: 'dead-link', error });
    this.#isDead = true;
  }

  /**
   * The link is dead from the start: a mirror that nobody has looked at takes its place, and says what the file is.
   * @returns where there is none, what to tell the viewer: what was wrong with the link itself
   */
  passOn(error: FunnelErrorData): FunnelErrorData | null {
    this.#firstError ??= error;
    const [heir] = this.#sources.unproven;
    if (!heir) return this.#firstError;
    heir.open();
    this.#sources.putInPlaceOfLink(heir);
    return null;
  }

  /** There is a first answer. Only now is a mirror the link: where none had answered, the viewer would be told of that one. */
  begun(commands: FunnelCommand[]): void {
    if (!this.#firstError) return;
    commands.push({ type: 'fresh-link', url: this.#sources.link.url, refusal: null });
  }

  /**
   * What an address has was seen.
   * @returns the file as it is from now on
   */
  judged(
    source: Source,
    verdict: 'open' | 'refused',
    resource: Resource,
    commands: FunnelCommand[],
  ): Resource {
    if (verdict === 'refused') {
      source.refuse('another file');
      this.failed(source, 'resource/another-file', commands);
      return resource;
    }
    source.open();
    if (!this.#isDead) return resource;
    this.#isDead = false;
    this.#sources.putInPlaceOfLink(source);
    commands.push({ type: 'fresh-link', url: source.url, refusal: null });
    return { ...resource, url: source.address ?? source.url, validator: source.validator };
  }

  /** An address that was looked at will not do. */
  failed(source: Source, refusal: ErrorCode, commands: FunnelCommand[]): void {
    if (this.#isDead) commands.push({ type: 'fresh-link', url: source.url, refusal });
  }
}
