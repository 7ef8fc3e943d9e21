import type { ByteRange } from '../bytes/range';
import type { ErrorCode, FunnelErrorData } from '../errors';
import type { Credentials } from './lane';
import type { FunnelOptions } from './options';
import type { Answer, Asked, Resource } from './response';

/** What happens to the funnel. */
export type FunnelEvent =
  /** Ask at once for the needs and for the tail; nothing is known of the file yet. */
  | { readonly type: 'open'; readonly needs: Needs }
  /** What the playhead needs now; everything else is dropped and its requests cancelled. */
  | { readonly type: 'need'; readonly needs: Needs }
  | { readonly type: 'answered'; readonly requestId: number; readonly answer: Answer }
  /** The next bytes of the request's body. */
  | { readonly type: 'bytes'; readonly requestId: number; readonly bytes: Uint8Array }
  /** `protocol`: ALPN id (RFC 7301) of what carried it, such as `h2`; null where the browser does not tell. */
  | { readonly type: 'ended'; readonly requestId: number; readonly protocol: string | null }
  | { readonly type: 'failed'; readonly requestId: number; readonly error: FunnelErrorData }
  /** The background went away with everything in flight. */
  | { readonly type: 'link-lost' }
  | { readonly type: 'link-back' }
  /** The viewer changed the options. */
  | { readonly type: 'options'; readonly options: FunnelOptions }
  /** What was of use the last time with this host. */
  | { readonly type: 'recalled'; readonly host: string; readonly connections: number }
  /** How much of what a host gives this player may take: in (0, 1]. The rest is for players in other tabs. */
  | { readonly type: 'share'; readonly share: number }
  /** The computer is online again: what waits for another try need not wait. */
  | { readonly type: 'online' }
  /** The viewer's answer to a dead link: one more address of the file, if it is that. */
  | { readonly type: 'fresh-link'; readonly url: string }
  /** A moment that `wakeAtMs` named has come. */
  | { readonly type: 'tick' };

/** What a request has to say. */
export type RequestEvent = Extract<FunnelEvent, { requestId: number }>;

export interface Needs {
  /** Most urgent first. They may overlap; within the file once its length is known. */
  readonly ranges: readonly ByteRange[];
  /** How many of the first ranges somebody is waiting for right now. */
  readonly urgentCount: number;
  /** Film the decoder already has ahead of the playhead, in seconds. */
  readonly secondsFed: number;
  /** How fast playing uses up the needed bytes; null while that is not known. */
  readonly bytesPerSecond: number | null;
}

/** What the funnel wants done. */
export type FunnelCommand =
  | {
      readonly type: 'fetch';
      readonly requestId: number;
      readonly url: string;
      readonly credentials: Credentials;
      readonly asked: Asked;
    }
  | { readonly type: 'cancel'; readonly requestId: number }
  | { readonly type: 'store'; readonly start: number; readonly bytes: Uint8Array }
  | { readonly type: 'retain'; readonly ranges: readonly ByteRange[] }
  | { readonly type: 'resource'; readonly resource: Resource }
  /** How many connections to this host were of use: worth remembering for the next film from there. */
  | { readonly type: 'learned'; readonly host: string; readonly connections: number }
  /** Trouble the funnel is dealing with; null when bytes flow again. */
  | { readonly type: 'trouble'; readonly error: FunnelErrorData | null }
  /** The link led to the file and does not any more, nor does any mirror: a fresh one is wanted. What is in hand stays. */
  | { readonly type: 'dead-link'; readonly error: FunnelErrorData }
  /** What became of an address while the link was dead, or of a mirror of one that was dead from the start: it takes the link's place, unless it is refused. */
  | { readonly type: 'fresh-link'; readonly url: string; readonly refusal: ErrorCode | null }
  /** The end: this file cannot be had. */
  | { readonly type: 'fail'; readonly error: FunnelErrorData };
