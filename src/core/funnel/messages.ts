import type { ByteRange } from '../bytes/range';
import type { FunnelErrorData } from '../errors';
import type { LaneKind } from './lane';
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
  | { readonly type: 'ended'; readonly requestId: number }
  | { readonly type: 'failed'; readonly requestId: number; readonly error: FunnelErrorData }
  /** The background went away with everything in flight. */
  | { readonly type: 'link-lost' }
  | { readonly type: 'link-back' }
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
}

/** What the funnel wants done. */
export type FunnelCommand =
  | {
      readonly type: 'fetch';
      readonly requestId: number;
      readonly lane: LaneKind;
      readonly asked: Asked;
      /** The address the viewer gave, rather than where it led to last time. */
      readonly fromOriginal: boolean;
    }
  | { readonly type: 'cancel'; readonly requestId: number }
  | { readonly type: 'store'; readonly start: number; readonly bytes: Uint8Array }
  | { readonly type: 'retain'; readonly ranges: readonly ByteRange[] }
  | { readonly type: 'resource'; readonly resource: Resource }
  /** Trouble the funnel is dealing with; null when bytes flow again. */
  | { readonly type: 'trouble'; readonly error: FunnelErrorData | null }
  /** The end: this file cannot be had. */
  | { readonly type: 'fail'; readonly error: FunnelErrorData };
