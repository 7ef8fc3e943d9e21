import type { LoggedRequest } from './request-log';

/** How one path of the origin answers. Everything left out is what a good file host does. */
export interface Behaviour {
  /** Bytes per second each connection (TCP socket) gets; undefined = no cap. Shared by its requests over its whole life. */
  capBytesPerSecond?: number | undefined;
  /** Bytes per second each request gets, whatever others share its connection (streams of HTTP/2); undefined = no cap. */
  requestCapBytesPerSecond?: number | undefined;
  /** Bytes per second of all connections for this path together, as if they shared one line; undefined = no cap. */
  lineBytesPerSecond?: number | undefined;
  /** Simulated round trip: delays every answer's first byte; the first request on a socket pays it twice (the handshake). */
  rttMs?: number | undefined;
  /** false: `Range` is ignored, 200 without `Accept-Ranges`. Default true. */
  ranges?: boolean | undefined;
  /** false: `bytes=-N` gets 416. Default true. */
  suffixRanges?: boolean | undefined;
  /** Everything is answered with this status and a small HTML page. */
  status?: number | undefined;
  /** Sent as `Retry-After` with `status`. */
  retryAfter?: string | undefined;
  /** Default: by the path's ending. */
  contentType?: string | undefined;
  contentDisposition?: string | undefined;
  /** The whole header value, quotes included; null: none. Default: a strong one. `If-Range` is compared with it. */
  etag?: string | null | undefined;
  /** false: the length is not told (chunked body, `*` for the total in `Content-Range`). Default true. */
  tellLength?: boolean | undefined;
  /** Moves the start of what is answered to a `Range` by so many bytes, `Content-Range` and body alike. */
  shiftRangeBytes?: number | undefined;
  /** Replaces (or with null removes) headers of a file's answer, lower-case names. The body stays what it was: this is how to lie. */
  headers?: Record<string, string | null> | undefined;
  /** Called for each request; what it returns befalls just this one. */
  fault?: ((request: LoggedRequest) => Fault | undefined) | undefined;
  /** `Location` of a 302 (or of `redirectStatus`), sent as it stands. */
  redirectTo?: string | undefined;
  redirectStatus?: number | undefined;
  /** `name=value` the request must carry, else 403. */
  requireCookie?: string | undefined;
  /** More requests under way for the path than this get 503. */
  maxRequests?: number | undefined;
}

/** What goes wrong with one request. Byte counts are of the body. */
export type Fault =
  | { kind: 'hang' }
  | { kind: 'hang-after'; bytes: number }
  | { kind: 'reset' }
  | { kind: 'reset-after'; bytes: number }
  /** The connection ends in good order, though Content-Length promised more. */
  | { kind: 'truncate-after'; bytes: number }
  | { kind: 'status'; status: number; retryAfter?: string }
  | { kind: 'behave'; behaviour: Partial<Behaviour> };
