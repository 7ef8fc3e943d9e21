import type { FunnelErrorData } from '../core/errors';
import type { Answer, Asked } from '../core/funnel/response';

/** The runtime port beside the data's way: its end tells the player that the background is gone. */
export const lifelineName = 'funnel-player';

/** A browser stops an idle background after 30 s; a message on the lifeline within that time keeps it. */
export const keepAliveMs = 20_000;

/** Hands the background the port that bytes will come through. */
export const greeting = 'funnel-port';

/** Player to background. */
export type ToBackground = FetchOrder | { readonly type: 'cancel'; readonly requestId: number };

export interface FetchOrder {
  readonly type: 'fetch';
  readonly requestId: number;
  /** As the viewer or the server gave it: never re-encoded. */
  readonly url: string;
  readonly asked: Asked;
  readonly credentials: 'include' | 'omit';
  /** For a link that named a user; null for all others. */
  readonly authorization: string | null;
}

/** Background to player. For each order: `answered`, chunks, `ended`; or `failed` at any point. */
export type ToPlayer =
  /** The port works. */
  | { readonly type: 'ready' }
  | { readonly type: 'answered'; readonly requestId: number; readonly answer: Answer }
  /** The next bytes of the body, transferred. */
  | { readonly type: 'bytes'; readonly requestId: number; readonly bytes: Uint8Array<ArrayBuffer> }
  /** `protocol`: ALPN id (RFC 7301) of what carried it; null where the browser does not tell. */
  | { readonly type: 'ended'; readonly requestId: number; readonly protocol: string | null }
  | { readonly type: 'failed'; readonly requestId: number; readonly error: FunnelErrorData };

/** Whether a message that came through a door of the background is one a player sends. */
export function isToBackground(message: unknown): message is ToBackground {
  if (!isRecord(message) || !isCount(message.requestId)) return false;
  if (message.type === 'cancel') return true;
  return (
    message.type === 'fetch' &&
    typeof message.url === 'string' &&
    /^https?:/i.test(message.url) &&
    (message.credentials === 'include' || message.credentials === 'omit') &&
    (message.authorization === null || typeof message.authorization === 'string') &&
    isAsked(message.asked)
  );
}

function isAsked(asked: unknown): asked is Asked {
  if (!isRecord(asked)) return false;
  if ('suffixLength' in asked) {
    return !('start' in asked) && isCount(asked.suffixLength) && asked.suffixLength > 0;
  }
  return isCount(asked.start) && isCount(asked.endExclusive) && asked.start < asked.endExclusive;
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;
