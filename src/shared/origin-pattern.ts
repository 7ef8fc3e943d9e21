/** The match pattern of all addresses of a URL's host, as host permissions are asked for: it knows no ports. */
export function originPattern(url: string): string {
  const { protocol, hostname } = new URL(url);
  return `${protocol}//${hostname}/*`;
}

/** As the manifest has them. */
export const everySite = ['http://*/*', 'https://*/*'] as const;
