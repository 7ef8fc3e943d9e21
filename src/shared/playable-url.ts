import { FunnelError } from '../core/errors';

/** What people's clipboards put around a link, outermost first. */
const wrappings = [
  ['"', '"'],
  ["'", "'"],
  ['<', '>'],
  ['`', '`'],
  ['“', '”'],
  ['‘', '’'],
  ['「', '」'],
  ['《', '》'],
] as const;

// Also the zero-width marks that come along when a link is copied out of a chat or a document.
const margins = /^[\s\u200b-\u200f\u2060\ufeff]+|[\s\u200b-\u200f\u2060\ufeff]+$/g;

const scheme = /^([a-z][a-z0-9+.-]*):/i;
const hostAndPath = /^(\[[0-9a-f:.]+\]|[^\s/?#:@\\]+)(:\d{1,5})?\//i;
/** Hosts nobody has a certificate for. */
const localHost = /^(localhost|\[.*\]|\d{1,3}(\.\d{1,3}){3})$/i;

/**
 * The link in what somebody typed, pasted or selected. It comes back as it was given, never in the form the URL
 * parser would give it: a signed link is signed to the letter.
 * @throws FunnelError input/*
 */
export function parsePlayableUrl(text: string): string {
  const given = unwrap(text);
  if (given === '') throw new FunnelError('input/no-url');
  // The URL parser drops line breaks in silence, which would make one wrong link of two right ones.
  if (/\p{Cc}/u.test(given)) throw new FunnelError('input/bad-url', 'more than one line');
  const url = withScheme(given);
  const host = hostOf(url);
  if (host === null) throw new FunnelError('input/bad-url', withoutLogin(url));
  return url;
}

function unwrap(text: string): string {
  const trimmed = text.replace(margins, '');
  const wrapping = wrappings.find(
    ([open, close]) => trimmed.length > 1 && trimmed.startsWith(open) && trimmed.endsWith(close),
  );
  return wrapping === undefined ? trimmed : unwrap(trimmed.slice(1, -1));
}

function withScheme(given: string): string {
  if (/^https?:\/\//i.test(given)) return given;
  if (given.startsWith('//')) return `https:${given}`;
  const bare = hostAndPath.exec(given);
  const host = bare?.[1] ?? '';
  // `example.com:8080/film.mp4` has a port, not a scheme.
  const isHost = bare !== null && (localHost.test(host) || /[^.]\.[^.]/.test(host));
  if (isHost) return `${localHost.test(host) ? 'http' : 'https'}://${given}`;
  const named = scheme.exec(given)?.[1];
  if (named === undefined || /^https?$/i.test(named))
    throw new FunnelError('input/bad-url', withoutLogin(given));
  throw new FunnelError('input/scheme', named.toLowerCase());
}

/** Details are read out to others, of what is no link too. */
const withoutLogin = (text: string): string => text.replace(/^([^\\/?#]*[\\/]*)[^\\/?#]*@/, '$1');

function hostOf(url: string): string | null {
  try {
    return new URL(url).hostname || null;
  } catch {
    return null;
  }
}
