export interface Address {
  /** Without user and password; else as it was given. */
  readonly url: string;
  /** `Authorization` for the origin of `url`; null where the link names nobody. */
  readonly authorization: string | null;
}

/**
 * Takes `user:password@` out of a link: `fetch` refuses links that have it. What it says goes into an `Authorization`
 * header instead, RFC 7617 section 2 (UTF-8, as browsers do).
 */
export function splitCredentials(link: string): Address {
  const match = /^(https?:\/\/)([^/?#]*)@(.*)$/is.exec(link);
  if (!match) return { url: link, authorization: null };
  const [user, ...password] = match[2]!.split(':').map(decode);
  const bytes = new TextEncoder().encode(`${user}:${password.join(':')}`);
  return { url: match[1]! + match[3]!, authorization: `Basic ${btoa(String.fromCharCode(...bytes))}` };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
