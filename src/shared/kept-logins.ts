import browser from 'webextension-polyfill';
import { encode, withLinks } from './player-address';

/**
 * User and password of a link stand in no tab's address: browsers show those, and write them down in history and session.
 * A name stands there in their place, and what it stands for is in the browser's memory alone: until the browser is closed,
 * or for a link of a private window the last of these.
 */
const names = /((?:private-)?login-[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12})(@|%40)/g;
const privateMark = 'private-';

/** Scheme, and all up to the path. */
const parts = /^([^\\/?#:]*:?[\\/]*)([^\\/?#]*)/;

/**
 * The same link with a name in the place of user and password, to be put into an address. What is no link comes back from
 * `revealLogins` to the letter all the same.
 */
export async function concealLogin(link: string, isPrivate: boolean): Promise<string> {
  const [, before = '', authority = ''] = parts.exec(link)!;
  const login = authority.slice(0, Math.max(0, authority.lastIndexOf('@')));
  if (login === '' || `${login}@`.replace(names, '') === '') return link;
  const name = `${isPrivate ? privateMark : ''}login-${crypto.randomUUID()}`;
  await browser.storage.session.set({ [name]: login });
  return before + name + link.slice(before.length + login.length);
}

/** The same for all links in a player's address or its fragment. */
export const concealLogins = (address: string, isPrivate: boolean): Promise<string> =>
  withLinks(address, (link) => concealLogin(link, isPrivate));

/** A link, or all in a fragment, as they were before: without user and password where these are not kept any more. */
export async function revealLogins(text: string): Promise<string> {
  const found = [...text.matchAll(names)].map(([, name]) => name!);
  if (found.length === 0) return text;
  const kept = await browser.storage.session.get(found);
  return text.replace(names, (_, name: string, at: string) => {
    const login = kept[name];
    if (typeof login !== 'string') return '';
    return at === '@' ? `${login}@` : encode(`${login}@`);
  });
}

/** No private window is open any more. */
export async function forgetPrivateLogins(): Promise<void> {
  const kept = Object.keys(await browser.storage.session.get());
  await browser.storage.session.remove(kept.filter((name) => name.startsWith(`${privateMark}login-`)));
}
