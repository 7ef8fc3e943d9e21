import { withoutTrailingDot } from '../core/funnel/host-name';

/** IPv4 blocks that lead to this machine or its own network, as [first address, length of the prefix]: RFC 6890. */
const privateBlocks: readonly (readonly [string, number])[] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
];

/**
 * Names that lead to this machine or its own network, whoever is asked: RFC 6761 section 6.3, RFC 6762 and its appendix G
 * (those in use for private networks, none of which is a public domain), RFC 8375, what ICANN keeps free for private use
 * (`internal`, resolution 2024.07.29.06), and all without a dot, which no public site has.
 */
const privateDomains: readonly string[] = [
  'localhost',
  'local',
  'internal',
  'intranet',
  'private',
  'corp',
  'home',
  'lan',
  'home.arpa',
];

/**
 * The same for `declarativeNetRequest`: RE2 expressions, several since browsers bound what one may take in memory. Of
 * IPv6 addresses all that begin with `::` count as private, and all that stand for one of IPv4: hardly one of them is a
 * site's.
 */
export const privateAddressPatterns: readonly string[] = [
  ...privateDomains.map((domain) => String.raw`([^/?#]*\.)?${domain.replace('.', '\\.')}\.?[:/]`),
  // With all that may follow: else the name of a user before a password would be taken for a host.
  String.raw`[a-z\d_-]+\.?(:\d+)?/`,
  String.raw`(0|10|127|169\.254|192\.168)\.[\d.]+[:/]`,
  String.raw`172\.(1[6-9]|2\d|3[01])\.[\d.]+[:/]`,
  String.raw`100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.[\d.]+[:/]`,
  String.raw`\[(::|f[cd]|fe[89ab]|64:ff9b:|2002:)`,
].map((host) => `^https?://([^/?#]*@)?${host}`);

/**
 * Whether an address leads, as far as its text tells, to this machine or its own network: a loopback, private or
 * link-local address, or a name that is never a public site's. What a name resolves to no extension is told.
 * @param url absolute, http or https
 */
export function isPrivateAddress(url: string): boolean {
  // The URL parser has made every spelling of an IPv4 address four decimal numbers.
  const host = withoutTrailingDot(new URL(url).hostname);
  if (host.startsWith('[')) return isPrivateIpv6(host.slice(1, -1));
  return isPrivateIpv4(host) || isPrivateName(host);
}

const isPrivateName = (host: string): boolean =>
  !host.includes('.') || privateDomains.some((domain) => `.${host}`.endsWith(`.${domain}`));

function isPrivateIpv4(host: string): boolean {
  if (!/^\d+\.\d+\.\d+\.\d+$/.test(host)) return false;
  return privateBlocks.some(([first, prefix]) => {
    const shift = 2 ** (32 - prefix);
    return Math.floor(ipv4Number(host) / shift) === Math.floor(ipv4Number(first) / shift);
  });
}

const ipv4Number = (host: string): number =>
  host.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);

/** RFC 4291 sections 2.5.2, 2.5.3, 2.5.6; RFC 4193. The URL parser has shortened it: RFC 5952. */
function isPrivateIpv6(host: string): boolean {
  if (host === '::' || host === '::1') return true;
  const inside = ipv4Within.exec(host);
  if (inside) {
    const [high, low] = [inside[1]!, inside[2]!].map((part) => Number.parseInt(part, 16)) as [number, number];
    return isPrivateIpv4([high >> 8, high & 255, low >> 8, low & 255].join('.'));
  }
  const first = Number.parseInt(host.split(':')[0] || '0', 16);
  const isUniqueLocal = (first & 0xfe00) === 0xfc00;
  const isLinkLocal = (first & 0xffc0) === 0xfe80;
  // Of a translator's own: RFC 8215.
  return isUniqueLocal || isLinkLocal || host.startsWith('64:ff9b:1:');
}

/** An address of IPv4 in one of IPv6: mapped, translated or compatible (RFC 4291, RFC 2765), by NAT64 (RFC 6052) or 6to4 (RFC 3056). */
const ipv4Within =
  /^(?:::(?:ffff:)?(?:0:)?|64:ff9b::|2002:)([\da-f]{1,4}):([\da-f]{1,4})(?:$|(?<=^2002:.*):)/;
