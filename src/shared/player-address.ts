import { FunnelError } from '../core/errors';
import { parsePlayableUrl } from './playable-url';

export interface PlayerRequest {
  readonly url: string;
  /** More links to the same file, none of them twice. */
  readonly mirrors: readonly string[];
  /** The page the link was on, where it came from one. */
  readonly referrer: string | null;
}

/** The player's page for this link, relative to the extension. */
export function playerAddress(
  url: string,
  referrer?: string | null,
  mirrors: readonly string[] = [],
): string {
  const links = [url, ...mirrors].map((link) => `url=${encode(link)}`).join('&');
  const tail = referrer === undefined || referrer === null ? '' : `&referrer=${encode(referrer)}`;
  return `player/index.html#${links}${tail}`;
}

/**
 * Back from `location.hash`: the first `url` is the link, each further one a mirror.
 * @throws FunnelError input/*: there is no link, one cannot be played (the detail says which mirror), or the
 * fragment was mangled on its way.
 */
export function parsePlayerAddress(hash: string): PlayerRequest {
  const fields = hash
    .replace(/^#/, '')
    .split('&')
    .map((field) => field.split(/=(.*)/s, 2) as [name: string, value?: string]);
  const values = (name: string) =>
    fields.filter(([each]) => each === name).map(([, value = '']) => decode(value));
  const [url, ...mirrors] = new Set(values('url').map(judge));
  if (url === undefined) throw new FunnelError('input/no-url');
  return { url, mirrors, referrer: values('referrer').at(-1) || null };
}

/** The link, made ready to be played. `index` 0 is the link itself. */
function judge(link: string, index: number): string {
  try {
    return parsePlayableUrl(link);
  } catch (cause) {
    if (index === 0) throw cause;
    throw new FunnelError(FunnelError.from(cause).code, `mirror ${index}: ${link}`, { cause });
  }
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
