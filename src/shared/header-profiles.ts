import { withoutTrailingDot } from '../core/funnel/host-name';

/** A request header; the name in lower case. */
export interface Header {
  readonly name: string;
  readonly value: string;
}

/** What the requests for films of some hosts say besides what browsers say. */
export interface HeaderProfile {
  /** As its owner calls it. */
  readonly name: string;
  readonly isOn: boolean;
  /** Host names, in lower case and punycode. Each stands for the hosts below it, too. */
  readonly hosts: readonly string[];
  readonly headers: readonly Header[];
}

/** For hosts known to refuse what browsers say. All off: a viewer who needs one turns it on. */
export const exampleProfiles: readonly HeaderProfile[] = [
  {
    name: 'Baidu Netdisk (百度网盘)',
    isOn: false,
    hosts: ['pcs.baidu.com', 'baidupcs.com'],
    headers: [{ name: 'user-agent', value: 'pan.baidu.com' }],
  },
  {
    name: 'Aliyun Drive (阿里云盘)',
    isOn: false,
    hosts: ['aliyundrive.net'],
    headers: [{ name: 'referer', value: 'https://www.alipan.com/' }],
  },
  {
    name: 'Bilibili (哔哩哔哩)',
    isOn: false,
    hosts: ['bilivideo.com', 'bilivideo.cn'],
    headers: [{ name: 'referer', value: 'https://www.bilibili.com/' }],
  },
];

/** What is in force for a host: of two profiles that set the same header, the first. */
export function profileHeaders(profiles: readonly HeaderProfile[], host: string): readonly Header[] {
  const ofHost = profiles.filter(({ isOn, hosts }) => isOn && hosts.some((each) => isWithin(host, each)));
  return mergeHeaders(...ofHost.map(({ headers }) => headers));
}

/** All of them, each name once: the first that has it wins. */
export function mergeHeaders(...lists: readonly (readonly Header[])[]): readonly Header[] {
  const merged = new Map<string, Header>();
  for (const header of lists.flat()) if (!merged.has(header.name)) merged.set(header.name, header);
  return [...merged.values()];
}

/**
 * What of them may go along to where a redirect leads: all but a secret made for the first host, as `fetch` has it
 * (Fetch standard, "HTTP-redirect fetch").
 */
export const withoutSecrets = (headers: readonly Header[]): readonly Header[] =>
  headers.filter(({ name }) => name !== 'authorization');

/**
 * The Referer a click on a link would send, as browsers have it: the site the page is on and not which page of it, and
 * nothing in clear of what was on a secure page (W3C Referrer Policy, `strict-origin-when-cross-origin`).
 * @param page the page the link was on
 */
export function refererHeader(page: string | null, url: string): readonly Header[] {
  if (page === null || (page.startsWith('https:') && /^http:/i.test(url))) return [];
  return [{ name: 'referer', value: `${new URL(page).origin}/` }];
}

/** Host name of a URL; its absolute name, with a trailing dot, is the same host. */
export const hostnameOf = (url: string): string => withoutTrailingDot(new URL(url).hostname);

const isWithin = (host: string, domain: string): boolean => host === domain || host.endsWith(`.${domain}`);
