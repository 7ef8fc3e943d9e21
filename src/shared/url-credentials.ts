import { hostOf, withoutTrailingDot } from '../core/funnel/host-name';

export interface Address {
  /**
   * Without user and password, its host as browsers write it (lower case, punycode), so that one host has one name.
   * The rest to the letter as it was given.
   */
  readonly url: string;
  /** `Authorization` for the origin of `url`; null where the link names nobody. */
  readonly authorization: string | null;
}

/** Scheme, user and password, host, and all that follows it. */
const parts = /^(https?):[\\/]*(?:([^\\/?#]*)@)?[^\\/?#]*(.*)$/is;

/**
 * Takes `user:password@` out of a link that `parsePlayableUrl` let pass: `fetch` refuses links that have it. What it
 * says goes into an `Authorization` header instead, RFC 7617 section 2 (UTF-8, as browsers do).
 */
export function splitCredentials(link: string): Address {
  const [, scheme, userInfo, rest] = parts.exec(link)!;
  const url = `${scheme}://${new URL(link).host}${rest}`;
  if (userInfo === undefined) return { url, authorization: null };
  const [user, ...password] = userInfo.split(':').map(decode);
  const bytes = new TextEncoder().encode(`${user}:${password.join(':')}`);
  return { url, authorization: `Basic ${btoa(String.fromCharCode(...bytes))}` };
}

/**
 * The `Authorization` to send to `url`. A password is for the origin it was given for, also by the host's absolute name
 * (with a trailing dot), and not for where it leads.
 */
export function authorizationFor(url: string, addresses: readonly Address[]): string | null {
  const origin = originOf(url);
  const named = addresses.find(
    (address) => address.authorization !== null && originOf(address.url) === origin,
  );
  return named?.authorization ?? null;
}

const originOf = (url: string): string =>
  `${/^https/i.test(url) ? 'https' : 'http'}://${withoutTrailingDot(hostOf(url))}`;

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
