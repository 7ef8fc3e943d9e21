/** Something on a page that may be played. */
export interface FoundMedia {
  /** As the page's own link leads there: absolute, http or https. */
  readonly url: string;
  /** The page or frame it is on, without fragment. */
  readonly pageUrl: string;
}

/** Runs in the page, by its text alone: it can use nothing that lies outside. */
export function collectMedia(): FoundMedia[] {
  const ending =
    /\.(mp4|m4v|m4a|m4b|mov|qt|3gp|webm|mkv|mka|ts|mts|m2ts|mp3|aac|flac|og[agv]|opus|wav|m3u8)$/i;
  const sources = [...document.querySelectorAll<HTMLMediaElement>('video, audio')].flatMap((media) => [
    media.currentSrc,
    ...[...media.querySelectorAll('source')].map(({ src }) => src),
  ]);
  const links = [...document.querySelectorAll<HTMLAnchorElement>('a[href]')]
    .filter(({ pathname }) => ending.test(pathname))
    .map(({ href }) => href);
  const pageUrl = location.href.replace(/#.*$/s, '');
  const urls = new Set([...sources, ...links].filter((url) => /^https?:/i.test(url)));
  return [...urls].map((url) => ({ url, pageUrl }));
}
