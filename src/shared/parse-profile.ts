import { withoutTrailingDot } from '../core/funnel/host-name';
import type { Header, HeaderProfile } from './header-profiles';

export type ProfileFault =
  | 'no-profile'
  | 'no-host'
  | 'bad-host'
  | 'no-header'
  | 'bad-header'
  | 'reserved-header'
  | 'repeated-header'
  | 'too-long';

export type ParsedProfile =
  | { readonly value: HeaderProfile; readonly fault: null }
  /** `part` is what is wrong. */
  | { readonly value: null; readonly fault: ProfileFault; readonly part: string };

/** A profile as it stands in a form: hosts and headers a line each. */
export interface ProfileText {
  readonly name: string;
  readonly isOn: boolean;
  readonly hosts: string;
  readonly headers: string;
}

/** More than anybody has use for; browsers bound the number of rules, servers the length of headers. */
export const profilesMax = 50;
const hostsMax = 50;
const headersMax = 20;
const nameLengthMax = 80;
const valueLengthMax = 2_048;

/** `token`, RFC 9110 section 5.6.2. */
const token = /^[a-z0-9!#$%&'*+.^_`|~-]+$/;
/** Of `field-value`, RFC 9110 section 5.5, what every browser takes: printable ASCII, tabs, and no space at the ends. */
const fieldValue = /^[!-~](?:[\t -~]*[!-~])?$/;
/**
 * What frames a message or says which bytes are asked for is not the viewer's to set, and cookies are the browser's: a
 * part of the lanes must go without.
 */
const reserved =
  /^(?:host|connection|keep-alive|content-.*|transfer-encoding|te|trailer|upgrade|expect|range|if-.*|accept-encoding|cookie2?|proxy-.*|sec-.*)$/;

class Wrong extends Error {
  constructor(
    readonly fault: ProfileFault,
    readonly part: string,
  ) {
    super(fault);
  }
}

/** A profile from whatever was stored or imported, or what is wrong with it. */
export function parseProfile(given: unknown): ParsedProfile {
  try {
    if (!isRecord(given)) throw new Wrong('no-profile', String(given));
    const { name, isOn, hosts, headers } = given;
    if (typeof name !== 'string' || typeof isOn !== 'boolean') throw new Wrong('no-profile', String(name));
    if (name.length > nameLengthMax) throw new Wrong('too-long', name);
    return {
      value: { name: name.trim(), isOn, hosts: parseHosts(hosts), headers: parseHeaders(headers) },
      fault: null,
    };
  } catch (thrown) {
    if (thrown instanceof Wrong) return { value: null, fault: thrown.fault, part: thrown.part };
    throw thrown;
  }
}

/** As somebody typed it: hosts one a line or between commas, headers as `Name: value`. */
export function parseProfileText({ name, isOn, hosts, headers }: ProfileText): ParsedProfile {
  const lines = (text: string, separator: RegExp) =>
    text
      .split(separator)
      .map((line) => line.trim())
      .filter((line) => line !== '');
  const split = (line: string): Header => {
    // A full-width colon, as Chinese keyboards write it.
    const [, name = line, value = ''] = /^([^:：]*)[:：](.*)$/s.exec(line) ?? [];
    return { name: name.trim(), value: value.trim() };
  };
  const typed = {
    name,
    isOn,
    hosts: lines(hosts, /[\s,，、;；]+/),
    headers: lines(headers, /\n/).map(split),
  };
  return parseProfile(typed);
}

/** As it can be typed again. */
export const profileText = ({ name, isOn, hosts, headers }: HeaderProfile): ProfileText => ({
  name,
  isOn,
  hosts: hosts.join('\n'),
  headers: headers.map((header) => `${header.name}: ${header.value}`).join('\n'),
});

function parseHosts(given: unknown): string[] {
  if (!Array.isArray(given) || given.length === 0) throw new Wrong('no-host', '');
  if (given.length > hostsMax) throw new Wrong('too-long', String(given[hostsMax]));
  return [...new Set(given.map(parseHost))];
}

/** A host name as somebody may write it: also with a wildcard before it, or as a whole link. */
function parseHost(given: unknown): string {
  const text = String(given).trim();
  const bare = text.replace(/^https?:\/\//i, '').replace(/^\*?\./, '');
  const url = `https://${bare}`;
  const hasScheme = /^[^/]*:\//.test(bare);
  if (typeof given !== 'string' || hasScheme || !URL.canParse(url)) throw new Wrong('bad-host', text);
  const { hostname, username } = new URL(url);
  const host = withoutTrailingDot(hostname);
  // A wildcard that is left in a name, and names no browser's rule could hold, stand for nothing.
  if (username !== '' || !/^[a-z0-9]([a-z0-9._-]*[a-z0-9])?$/.test(host)) throw new Wrong('bad-host', text);
  return host;
}

function parseHeaders(given: unknown): Header[] {
  if (!Array.isArray(given) || given.length === 0) throw new Wrong('no-header', '');
  if (given.length > headersMax) throw new Wrong('too-long', headerText(given[headersMax]));
  const headers = given.map(parseHeader);
  const repeated = headers.find(({ name }, i) => headers.findIndex((each) => each.name === name) < i);
  if (repeated) throw new Wrong('repeated-header', repeated.name);
  return headers;
}

function parseHeader(given: unknown): Header {
  if (!isRecord(given) || typeof given.name !== 'string' || typeof given.value !== 'string')
    throw new Wrong('bad-header', headerText(given));
  const name = given.name.toLowerCase();
  if (!token.test(name) || !fieldValue.test(given.value)) throw new Wrong('bad-header', headerText(given));
  if (reserved.test(name)) throw new Wrong('reserved-header', name);
  if (name.length + given.value.length > valueLengthMax) throw new Wrong('too-long', name);
  return { name, value: given.value };
}

const headerText = (given: unknown): string =>
  isRecord(given) ? `${given.name}: ${given.value}` : String(given);

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;
