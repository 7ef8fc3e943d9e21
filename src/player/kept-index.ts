import { type ByteRange, byteRange, contains } from '../core/bytes/range';
import type { ByteSource } from '../core/bytes/source';
import type { Resource } from '../core/funnel/response';

/** What was read of a file to index it: enough to do so again without asking for any of it. */
export interface KeptIndex extends Pick<Resource, 'byteLength'> {
  readonly validator: string;
  readonly parts: readonly { readonly start: number; readonly bytes: Uint8Array }[];
}

/** Firefox takes 16 MiB in an entry of its history; hours of film have an index of half this. */
const keptBytesMax = 8 * 2 ** 20;

/** Lets everything through, and keeps a copy. */
export class RecordingSource implements ByteSource {
  readonly #source: ByteSource;
  readonly #resource: Resource;
  readonly #parts: { start: number; bytes: Uint8Array }[] = [];

  constructor(source: ByteSource, resource: Resource) {
    this.#source = source;
    this.#resource = resource;
  }

  get byteLength(): number {
    return this.#source.byteLength;
  }

  async read(range: ByteRange): Promise<Uint8Array> {
    const bytes = await this.#source.read(range);
    this.#parts.push({ start: range.start, bytes: bytes.slice() });
    return bytes;
  }

  /** Null where there is too much of it, or no telling later whether the file is still the same. */
  get kept(): KeptIndex | null {
    const { byteLength, validator } = this.#resource;
    const keptBytes = this.#parts.reduce((sum, { bytes }) => sum + bytes.length, 0);
    return validator === null || keptBytes > keptBytesMax
      ? null
      : { byteLength, validator, parts: this.#parts };
  }
}

/** The bytes of `range`, where they were kept of the very file this is. */
export function keptBytes(kept: KeptIndex, range: ByteRange, file: Resource): Uint8Array | null {
  if (kept.byteLength !== file.byteLength || kept.validator !== file.validator) return null;
  const part = kept.parts.find(({ start, bytes }) => contains(byteRange(start, start + bytes.length), range));
  return part?.bytes.subarray(range.start - part.start, range.endExclusive - part.start) ?? null;
}

const stateKey = 'keptIndex';

/** Loads this page anew with another address, and what was read of its film. The entry of the history holds it meanwhile. */
export function loadWith(hash: string, kept: KeptIndex | null): void {
  history.pushState({ [stateKey]: kept }, '', hash);
  location.reload();
}

/** Whether this page is on its way out, and its entry of the history is the next film's. */
export const isForNext = (): boolean => stateKey in (history.state ?? {});

/** What the page was loaded with. It is had once: whoever reloads the page, wants it anew. */
export function takeKept(): KeptIndex | null {
  const { [stateKey]: kept = null, ...state } = history.state ?? {};
  history.replaceState(state, '');
  return kept;
}
