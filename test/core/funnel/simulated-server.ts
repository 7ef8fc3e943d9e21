import { judgeResponse, type ResponseFacts, type Verdict } from '../../../src/core/funnel/response';
import type { FileBytes } from './simulated-file';
import type { FetchCommand } from './simulated-network';

/** What a server has at an address. */
export interface ServedFile {
  readonly bytes: FileBytes;
  readonly etag: string | null;
}

export type Serve = (url: string) => ServedFile;

/** The same file at every address. */
export const everywhere =
  (bytes: FileBytes): Serve =>
  () => ({ bytes, etag: '"film"' });

/** What may go wrong with one request. */
export type Fault =
  /** No answer ever. */
  | { readonly kind: 'silent' }
  /** The connection cannot be made; or the browser knows why not. */
  | { readonly kind: 'unreachable' | 'offline' }
  /** The body stops coming, breaks, or ends early; or a byte more comes than was asked for. */
  | { readonly kind: 'hang' | 'reset' | 'truncate'; readonly afterBytes: number }
  | { readonly kind: 'surplus' }
  | {
      readonly kind: 'status';
      readonly status: number;
      readonly retryAfterSeconds?: number;
      /** Told as a date. */
      readonly isDate?: boolean;
    }
  /** What the answer says of its bytes is not what was asked, or of no use. */
  | { readonly kind: 'wrong-range' | 'wrong-end' | 'encoded' | 'no-length' | 'sign-in-page' }
  | { readonly kind: 'other-length' | 'other-validator' }
  /** The body comes at this rate instead. */
  | { readonly kind: 'slow'; readonly bytesPerSecond: number };

/** What goes wrong with a request that reaches the server at a moment; null where nothing does. */
export type FaultOf = (command: FetchCommand, nowMs: number) => Fault | null;

/** Faults after which the same bytes may come at the next try. */
export const recoverableFaults: readonly Fault['kind'][] = [
  'silent',
  'unreachable',
  'hang',
  'reset',
  'truncate',
];

/** The server's answer to one request, judged as the background judges it. */
export function simulatedVerdict(
  { asked, url }: FetchCommand,
  { bytes, etag }: ServedFile,
  fault: Fault | null,
  nowMs: number,
): Verdict {
  const byteLength = bytes.length;
  const start = 'start' in asked ? asked.start : Math.max(0, byteLength - asked.suffixLength);
  const last = Math.min('start' in asked ? asked.endExclusive : byteLength, byteLength) - 1;
  const facts: ResponseFacts = {
    status: start > last ? 416 : 206,
    url,
    contentRange: start > last ? `bytes */${byteLength}` : `bytes ${start}-${last}/${byteLength}`,
    contentEncoding: null,
    contentType: 'video/mp4',
    contentDisposition: null,
    etag,
    lastModified: null,
    retryAfter: null,
  };
  return judgeResponse(asked, spoil(facts, fault, nowMs), nowMs);
}

function spoil(facts: ResponseFacts, fault: Fault | null, nowMs: number): ResponseFacts {
  switch (fault?.kind) {
    case 'status':
      return {
        ...facts,
        status: fault.status,
        contentRange: null,
        retryAfter: retryAfter(fault, nowMs),
      };
    case 'wrong-end':
      return {
        ...facts,
        contentRange: facts.contentRange!.replace(/-\d+/, (n) => `-${Number(n.slice(1)) + 1}`),
      };
    case 'encoded':
      return { ...facts, contentEncoding: 'gzip' };
    case 'no-length':
      return { ...facts, contentRange: facts.contentRange!.replace(/\d+$/, '*') };
    case 'sign-in-page':
      return { ...facts, status: 200, contentRange: null, contentType: 'text/html; charset=utf-8' };
    case 'wrong-range':
      return {
        ...facts,
        contentRange: facts.contentRange!.replace(/\d+-/, (n) => `${Number(n.slice(0, -1)) + 1}-`),
      };
    case 'other-length':
      // Where the range ends at the end of the file, it is the range that is wrong: an error all the same.
      return { ...facts, contentRange: facts.contentRange!.replace(/\d+$/, (n) => `${Number(n) + 1}`) };
    case 'other-validator':
      return { ...facts, etag: '"another film"' };
    default:
      return facts;
  }
}

/** Both forms of RFC 9110, section 10.2.3. */
function retryAfter({ retryAfterSeconds, isDate }: Fault & { kind: 'status' }, nowMs: number): string | null {
  if (retryAfterSeconds === undefined) return null;
  return isDate ? new Date(nowMs + retryAfterSeconds * 1000).toUTCString() : String(retryAfterSeconds);
}
