import type { FunnelErrorData } from '../core/errors';
import type { Answer, Asked } from '../core/funnel/response';

/** The runtime port beside the data's way: its end tells the player that the background is gone. */
export const lifelineName = 'funnel-player';

/** A browser stops an idle background after 30 s; a message on the lifeline within that time keeps it. */
export const keepAliveMs = 20_000;
/** How long a background may take to start and answer a greeting. */
export const readyTimeoutMs = 5_000;

/** Hands the background the port that bytes will come through. */
export const greeting = 'funnel-port';

/** Player to background. */
export type ToBackground =
  | FetchOrder
  | CoverOrder
  | { readonly type: 'cancel'; readonly requestId: number }
  /** How fast bytes come, all connections of this player together. */
  | { readonly type: 'speed'; readonly bytesPerSecond: number };

/** Has the headers of the player's requests go along with what a plain `<video>` in its tab asks for. */
export interface CoverOrder {
  readonly type: 'cover';
  readonly requestId: number;
  readonly url: string;
  /** For a link that named a user: to its own host only. */
  readonly authorization: string | null;
  readonly referrer: string | null;
  readonly tabId: number;
}

export interface FetchOrder {
  readonly type: 'fetch';
  readonly requestId: number;
  /** As the viewer or the server gave it: never re-encoded. */
  readonly url: string;
  readonly asked: Asked;
  readonly credentials: 'include' | 'omit';
  /** For a link that named a user; null for all others. */
  readonly authorization: string | null;
  /** The page the link was on; null where it came from none. The same in all orders of one player. */
  readonly referrer: string | null;
}

/**
 * Background to player. For each order to fetch: `answered`, chunks, `ended`; or `failed` at any point. For one to cover:
 * `ended` or `failed`.
 */
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
  if (!isRecord(message)) return false;
  if (message.type === 'speed') return isCount(message.bytesPerSecond);
  if (!isCount(message.requestId)) return false;
  if (message.type === 'cancel') return true;
  if (!isAddress(message.url) || !(message.referrer === null || isAddress(message.referrer))) return false;
  if (!(message.authorization === null || typeof message.authorization === 'string')) return false;
  if (message.type === 'cover') return isCount(message.tabId);
  return (
    message.type === 'fetch' &&
    (message.credentials === 'include' || message.credentials === 'omit') &&
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

const isAddress = (url: unknown): boolean =>
  typeof url === 'string' && /^https?:/i.test(url) && URL.canParse(url);

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;
