/*
 * The host inside a link, by string surgery alone: a signed link must leave as it came, and the URL class would write
 * it anew. Links are absolute http(s) URLs.
 */

/**
 * Scheme and slashes, user and password, host, port. As URL parsers read it: a backslash is a slash, any number of
 * slashes is two, and the last @ is the one that counts (WHATWG URL, "authority state").
 */
const beginning = /^(https?:[\\/]*)((?:[^\\/?#]*@)?)(\[[^\]]*\]|[^\\/?#:]*)((?::\d*)?)/i;

/** Two labels or more, in plain ASCII, and no dot at the end. */
const relativeName = /^(?:[a-z0-9_-]+\.)+[a-z0-9_-]+$/i;

/** A host like this is an IPv4 address, however oddly it is written: WHATWG URL, "ends in a number checker". */
const endsInNumber = /\.(?:\d+|0x[0-9a-f]*)$/i;

/**
 * `host:port` by which browsers tell connection pools apart: lower case, without the scheme's own port, without user
 * and password. A trailing dot stays, since it makes another pool. Odd forms of an address stay as they are written.
 */
export function hostOf(url: string): string {
  const [, opening = '', , name = '', port = ''] = beginning.exec(url) ?? [];
  const ownPort = /^https/i.test(opening) ? 443 : 80;
  const number = port.length > 1 ? Number(port.slice(1)) : ownPort;
  return name.toLowerCase() + (number === ownPort ? '' : `:${number}`);
}

/**
 * The same link by the host's absolute name (RFC 1034 section 3.1), for which browsers open connections of their own:
 * `https://cdn.example.com:8080/a?b` becomes `https://cdn.example.com.:8080/a?b`. Null where there is no such name: for
 * IP addresses, names of one label, names with a dot at their end, and names that are not plain ASCII.
 */
export function withAbsoluteHost(url: string): string | null {
  const [whole = '', opening = '', user = '', name = '', port = ''] = beginning.exec(url) ?? [];
  if (!relativeName.test(name) || endsInNumber.test(name)) return null;
  return `${opening}${user}${name}.${port}${url.slice(whole.length)}`;
}

/** `cdn.example.com.:8080` → `cdn.example.com:8080`: the host by the name people know. */
export const withoutTrailingDot = (host: string): string => host.replace(/\.(?=(?::\d*)?$)/, '');
