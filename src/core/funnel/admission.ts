import { type ByteRange, byteRange } from '../bytes/range';
import { Fingerprint, fingerprintBytes } from './fingerprint';
import type { Needs } from './messages';
import { tuning } from './options';
import type { Request } from './request';
import { type Resource, sameResource } from './response';
import type { Source } from './source';

/**
 * Lets a mirror in once it has shown that it has the same file: the same length, and the same validator or the same
 * first bytes.
 */
export class Admission {
  readonly #fingerprint = new Fingerprint();
  #isTime = false;

  note(start: number, bytes: Uint8Array): void {
    this.#fingerprint.note(start, bytes);
  }

  /** Bytes of the file that must come before a mirror can be asked. */
  missing({ byteLength }: Resource): ByteRange[] {
    return this.#fingerprint.missing(byteLength);
  }

  /**
   * The same, from when a mirror waits for them or the film is so far ahead that they cost it nothing: the link may die
   * when nobody expects it.
   */
  alsoNeeded({ ranges, secondsFed }: Needs, resource: Resource, isMirrorWaiting: boolean): ByteRange[] {
    this.#isTime ||= isMirrorWaiting || secondsFed >= tuning.comfortSeconds;
    return this.#isTime && ranges.length > 0 ? this.missing(resource) : [];
  }

  /** What to ask a mirror for. */
  asked({ byteLength }: Resource): ByteRange {
    return byteRange(0, Math.min(byteLength, fingerprintBytes));
  }

  /** The mirror's answer to that: whether it is let in, shut out, or must be read before one can say. */
  judgeAnswer(source: Source, answered: Resource, resource: Resource): 'open' | 'refused' | 'unproven' {
    if (answered.byteLength !== resource.byteLength) return 'refused';
    source.validator = answered.validator;
    source.address = answered.url;
    const isSame = answered.validator !== null && answered.validator === resource.validator;
    return isSame ? 'open' : 'unproven';
  }

  /** The first bytes that a mirror has sent. */
  judgeBytes({ probe }: Request): 'open' | 'refused' {
    return this.#fingerprint.matches(probe!) ? 'open' : 'refused';
  }
}

/** Whether an answer of a source speaks of the file it is known to have. */
export function agrees(source: Source, answered: Resource, resource: Resource): boolean {
  const expected = source.isLink ? resource : { ...resource, validator: source.validator };
  return sameResource(expected, answered);
}
