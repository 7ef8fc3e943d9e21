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
  const [url, ...mirrors] = new Set(valuesOf(hash, 'url').map(judge));
  if (url === undefined) throw new FunnelError('input/no-url');
  return { url, mirrors, referrer: valuesOf(hash, 'referrer').findLast(isPage) ?? null };
}

/** What is to be played after this film, in turn: one link each. What cannot be played is left out. */
export function nextLinks(hash: string): string[] {
  return fieldsOf(hash, 'next').flatMap((link) => {
    try {
      return [parsePlayableUrl(decode(link))];
    } catch {
      return [];
    }
  });
}

/** The same address with these links to be played next, in place of those it had. */
export function withNextLinks(hash: string, links: readonly string[]): string {
  const kept = hash.split('&').filter((field) => !field.startsWith('next='));
  return [...kept, ...links.map((link) => `next=${encode(link)}`)].join('&');
}

/** The same address, or fragment of one, with each link in it changed; what was mangled on its way stays as it is. */
export async function withLinks(address: string, change: (link: string) => Promise<string>): Promise<string> {
  const pieces = address.split(/(?<=[#&](?:url|next)=)([^&]*)/);
  const changed = pieces.map(async (piece, index) => {
    const link = index % 2 === 0 ? null : decoded(piece);
    const other = link === null ? null : await change(link);
    return other === null || other === link ? piece : encode(other);
  });
  return (await Promise.all(changed)).join('');
}

const valuesOf = (hash: string, name: string): string[] => fieldsOf(hash, name).map(decode);

function fieldsOf(hash: string, name: string): string[] {
  const fields = hash
    .replace(/^#/, '')
    .split('&')
    .map((field) => field.split(/=(.*)/s, 2) as [name: string, value?: string]);
  return fields.filter(([each]) => each === name).map(([, value = '']) => value);
}

/** Only such have a site to tell. */
const isPage = (referrer: string): boolean => /^https?:/i.test(referrer) && URL.canParse(referrer);

/** The link, made ready to be played. `index` 0 is the link itself. */
function judge(link: string, index: number): string {
  try {
    return parsePlayableUrl(link);
  } catch (cause) {
    if (index === 0) throw cause;
    const { code, detail } = FunnelError.from(cause);
    throw new FunnelError(code, `mirror ${index}: ${detail}`, { cause });
  }
}

/** Half a surrogate pair is no character, and `encodeURIComponent` throws at it; the URL parser reads U+FFFD there. */
export const encode = (text: string): string => encodeURIComponent(text.replace(/\p{Surrogate}/gu, '\ufffd'));

function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch (cause) {
    // Details are read out to others; what stands before the last @ may be a password.
    throw new FunnelError('input/bad-url', text.replace(/.*(?:@|%40)/is, '…'), { cause });
  }
}
