import { parse } from 'content-disposition';

const longestTitle = 200;

/**
 * A name for the film: what the server calls the file, or else the last part of the path, or else the host.
 * Only ever shown as text; it never throws, whatever the server wrote.
 */
export function filmTitle(contentDisposition: string | null, url: string): string {
  const name = contentDisposition === null ? '' : fileName(contentDisposition);
  return clean(name) || clean(urlName(url)) || clean(url);
}

function fileName(contentDisposition: string): string {
  try {
    // `filename*` wins over `filename`, RFC 6266 section 4.3; the parser sees to that.
    const name = parse(contentDisposition).parameters.filename ?? '';
    return lastSegment(decodePercent(mendMojibake(name)));
  } catch {
    return '';
  }
}

function urlName(url: string): string {
  try {
    const { pathname, hostname } = new URL(url);
    return lastSegment(decodePercent(pathname.slice(pathname.lastIndexOf('/') + 1))) || hostname;
  } catch {
    return '';
  }
}

/**
 * A header is read as Latin-1, one character a byte, but many servers write raw UTF-8 into it. Where the bytes are
 * sound UTF-8 they were meant as that: text that is Latin-1 in truth almost never is.
 */
function mendMojibake(text: string): string {
  const bytes = Uint8Array.from(text, (character) => character.charCodeAt(0));
  const isLatin1 = [...text].every((character) => character.charCodeAt(0) <= 0xff);
  if (!isLatin1) return text;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return text;
  }
}

function decodePercent(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** A server may send a whole path, of either kind of slash. */
const lastSegment = (path: string): string =>
  path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);

/** Without control characters and direction overrides, which can make a name read as another. */
export const clean = (text: string): string =>
  text
    .replace(/[\p{Cc}\u061c\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]+/gu, ' ')
    .trim()
    .slice(0, longestTitle);
