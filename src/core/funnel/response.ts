import type { ByteRange } from '../bytes/range';
import type { ErrorCode, FunnelErrorData } from '../errors';

/** What a request asks for: exact bytes, or the last `suffixLength` bytes of a file of unknown length. */
export type Asked = ByteRange | { readonly suffixLength: number };

/** The parts of a response that decide what it is worth, as the server sent them. Header values; null where absent. */
export interface ResponseFacts {
  readonly status: number;
  /** Final address, after redirects. */
  readonly url: string;
  readonly contentRange: string | null;
  readonly contentEncoding: string | null;
  readonly contentType: string | null;
  readonly contentDisposition: string | null;
  readonly etag: string | null;
  readonly lastModified: string | null;
  readonly retryAfter: string | null;
}

/** The file behind the URL, as one answer describes it. */
export interface Resource {
  readonly url: string;
  readonly byteLength: number;
  /** A strong ETag, else Last-Modified, else null: RFC 9110 section 8.8. */
  readonly validator: string | null;
  readonly contentType: string | null;
  readonly contentDisposition: string | null;
}

export interface Answer {
  readonly range: ByteRange;
  readonly resource: Resource;
}

export type Verdict =
  | { readonly ok: true; readonly answer: Answer }
  | { readonly ok: false; readonly error: FunnelErrorData };

/**
 * What an answer is worth: its bytes, only if it is a 206 whose Content-Range is exactly what was asked
 * (cut at the end of the file, RFC 9110 section 14.1.2).
 */
export function judgeResponse(asked: Asked, facts: ResponseFacts, nowMs: number): Verdict {
  if (facts.status === 416 && /^\s*bytes\s+\*\/0\s*$/i.test(facts.contentRange ?? '')) {
    return rejected('media/not-media', 'an empty file', facts, nowMs);
  }
  if (facts.status !== 206) return rejected(codeOfStatus(facts), `status ${facts.status}`, facts, nowMs);
  const encoding = facts.contentEncoding?.trim().toLowerCase() ?? '';
  if (encoding !== '' && encoding !== 'identity') {
    return rejected('http/range-invalid', `a range of Content-Encoding ${encoding}`, facts, nowMs);
  }
  const described = parseContentRange(facts.contentRange);
  if (!described) {
    const code = /\/\*\s*$/.test(facts.contentRange ?? '') ? 'resource/length-unknown' : 'http/range-invalid';
    return rejected(code, `Content-Range ${facts.contentRange ?? 'missing'}`, facts, nowMs);
  }
  const { range, byteLength } = described;
  const start = 'start' in asked ? asked.start : Math.max(0, byteLength - asked.suffixLength);
  const endExclusive = 'start' in asked ? Math.min(asked.endExclusive, byteLength) : byteLength;
  if (range.start !== start || range.endExclusive !== endExclusive) {
    const wanted = `${start}-${endExclusive - 1}`;
    return rejected(
      'http/range-invalid',
      `asked for ${wanted}, answered ${facts.contentRange}`,
      facts,
      nowMs,
    );
  }
  const { url, contentType, contentDisposition } = facts;
  const resource = { url, byteLength, validator: validatorOf(facts), contentType, contentDisposition };
  return { ok: true, answer: { range, resource } };
}

/**
 * Whether two answers speak of the same file. A validator one of them lacks proves nothing either way: of the servers behind
 * one address some tell an ETag and a date, others the date alone.
 */
export const sameResource = (a: Resource, b: Resource): boolean =>
  a.byteLength === b.byteLength &&
  (a.validator === null ||
    b.validator === null ||
    isEntityTag(a.validator) !== isEntityTag(b.validator) ||
    a.validator === b.validator);

/** A date is never in quotes. */
const isEntityTag = (validator: string): boolean => validator.startsWith('"');

/** For a developer's eyes. */
export const describeResource = ({ byteLength, validator }: Resource): string =>
  `${byteLength} B, validator ${validator ?? 'none'}`;

/**
 * What is known of the file after one more answer that agrees. A validator, once seen, is what every later answer is
 * held against: else a file could change behind an answer that has none.
 * @param isFromOriginal whether the answer came by the address the viewer gave, and so says where that leads now
 */
export function learn(known: Resource | null, answered: Resource, isFromOriginal: boolean): Resource {
  if (!known) return answered;
  const validator = known.validator ?? answered.validator;
  if (isFromOriginal) return { ...answered, validator };
  return validator === known.validator ? known : { ...known, validator };
}

const codeOfStatus = (facts: ResponseFacts): ErrorCode => {
  const { status } = facts;
  if (status === 200) {
    return /^text\/html\b/i.test(facts.contentType ?? '') ? 'media/not-media' : 'http/range-ignored';
  }
  if (status === 401 || status === 403) return 'http/expired';
  if (status === 404 || status === 410) return 'http/gone';
  if (status === 416) return 'http/range-invalid';
  if (status === 429 || status === 503) return 'http/throttled';
  return status >= 500 ? 'http/server' : 'http/unexpected';
};

function rejected(code: ErrorCode, detail: string, facts: ResponseFacts, nowMs: number): Verdict {
  const retryAfterMs = parseRetryAfter(facts.retryAfter, nowMs);
  return { ok: false, error: { code, detail, ...(retryAfterMs === null ? {} : { retryAfterMs }) } };
}

/** `bytes 0-99/1000`, RFC 9110 section 14.4; null for anything else. */
function parseContentRange(value: string | null): { range: ByteRange; byteLength: number } | null {
  const match = /^\s*bytes\s+(\d{1,15})-(\d{1,15})\/(\d{1,15})\s*$/i.exec(value ?? '');
  if (!match) return null;
  const [start, last, byteLength] = [Number(match[1]), Number(match[2]), Number(match[3])];
  if (start > last || last >= byteLength) return null;
  return { range: { start, endExclusive: last + 1 }, byteLength };
}

/** Milliseconds to wait, from seconds or an HTTP date: RFC 9110 section 10.2.3. */
function parseRetryAfter(value: string | null, nowMs: number): number | null {
  if (value === null) return null;
  const waitMs = /^\s*\d+\s*$/.test(value) ? Number(value) * 1000 : Date.parse(value) - nowMs;
  return Number.isFinite(waitMs) ? Math.max(0, waitMs) : null;
}

function validatorOf(facts: ResponseFacts): string | null {
  if (facts.etag !== null && !facts.etag.startsWith('W/')) return facts.etag;
  return facts.lastModified;
}
