import type { FetchCommand } from './simulated-network';

/** The host of a request's address as the browser connects to it: `cdn.example.` is another than `cdn.example`. */
export const hostOf = (url: string): string => new URL(url).host;

/** The host without the dot that makes its name absolute: both names lead to one server. */
export const serverOf = (url: string): string => hostOf(url).replace(/\.$/, '');

export const isDotted = (url: string): boolean => hostOf(url).endsWith('.');

/** Requests of one name share their sockets. */
export const laneName = ({ url, credentials }: Pick<FetchCommand, 'url' | 'credentials'>): string =>
  `${hostOf(url)} ${credentials}`;
