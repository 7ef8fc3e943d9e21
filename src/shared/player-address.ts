import { FunnelError } from '../core/errors';

export interface PlayerRequest {
  readonly url: string;
  /** The page the link was on, where it came from one. */
  readonly referrer: string | null;
}

/** The player's page for this link, relative to the extension. */
export function playerAddress(url: string, referrer?: string | null): string {
  const tail = referrer === undefined || referrer === null ? '' : `&referrer=${encode(referrer)}`;
  return `player/index.html#url=${encode(url)}${tail}`;
}

/**
 * Back from `location.hash`. It does not judge the link: `parsePlayableUrl` does, and whoever plays must ask it.
 * @throws FunnelError input/no-url, or input/bad-url where the fragment was mangled on its way.
 */
export function parsePlayerAddress(hash: string): PlayerRequest {
  const fields = new Map<string, string>();
  for (const field of hash.replace(/^#/, '').split('&')) {
    const equals = field.indexOf('=');
    if (equals !== -1) fields.set(field.slice(0, equals), decode(field.slice(equals + 1)));
  }
  const url = fields.get('url') ?? '';
  if (url === '') throw new FunnelError('input/no-url');
  return { url, referrer: fields.get('referrer') || null };
}

/** Half a surrogate pair is no character, and `encodeURIComponent` throws at it; the URL parser reads U+FFFD there. */
const encode = (text: string): string => encodeURIComponent(text.replace(/\p{Surrogate}/gu, '\ufffd'));

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch (cause) {
    throw new FunnelError('input/bad-url', text, { cause });
  }
}
