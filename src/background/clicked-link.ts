import type { Menus } from 'webextension-polyfill';

type Click = Pick<
  Menus.OnClickData,
  'mediaType' | 'srcUrl' | 'linkUrl' | 'selectionText' | 'pageUrl' | 'frameUrl'
>;

const isHttp = (url: string | undefined): url is string => /^https?:\/\//i.test(url ?? '');

/**
 * The link a click on the menu meant. A film or sound under the pointer comes first, where it has an address that can be
 * fetched: the link around it leads to a page more often than to a file. Around a picture the link is the point.
 */
export function clickedLink(click: Click): string {
  const source = click.mediaType === 'video' || click.mediaType === 'audio' ? click.srcUrl : undefined;
  if (isHttp(source)) return source;
  // `blob:` is a page's own memory. With no other link it goes to the player, which says so.
  return click.linkUrl || source || click.selectionText || '';
}

/** The page or frame that held the link, as it would stand in a Referer header: without fragment. */
export function clickedReferrer(click: Click): string | null {
  const page = click.frameUrl ?? click.pageUrl;
  return isHttp(page) ? page.replace(/#.*$/s, '') : null;
}
