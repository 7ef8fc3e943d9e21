import browser from 'webextension-polyfill';
import { filmTitle } from '../shared/film-title';
import { message } from '../shared/i18n';
import type { MediaProbe, ProbedMedia } from '../shared/media-probe';
import { splitCredentials } from '../shared/url-credentials';
import type { FoundMedia } from './collect-media';
import { mediaDescription } from './media-description';
import { createRow, type Row } from './row';

/** Questions to servers under way at a time. */
const probesMax = 6;

/** Lists what was found; what each is, and how large, is asked of its server meanwhile. */
export function showFound(
  section: HTMLElement,
  found: readonly FoundMedia[],
  play: (media: FoundMedia) => void,
): void {
  const rows = found.map((media) => {
    const row = createRow(filmTitle(null, media.url), () => play(media));
    row.button.title = splitCredentials(media.url).url;
    return [media, row] as const;
  });
  section.querySelector('ul')!.replaceChildren(...rows.map(([, row]) => row.element));
  section.querySelector('.none')!.textContent = found.length === 0 ? message('popupFoundNone') : '';
  section.hidden = false;
  rows[0]?.[1].button.focus();
  const queue = rows.values();
  for (let i = 0; i < probesMax; i++) void describeEach(queue);
}

/** Takes one after the other from a queue that it shares with others of its kind. */
async function describeEach(queue: Iterable<readonly [FoundMedia, Row]>): Promise<void> {
  for (const [{ url, pageUrl }, row] of queue) {
    const probe: MediaProbe = { type: 'probe-media', url, referrer: pageUrl };
    // Nothing is answered where nothing may be asked.
    const answer: Promise<ProbedMedia | undefined> = browser.runtime.sendMessage(probe);
    const probed = (await answer.catch(() => null)) ?? null;
    row.setTitle(filmTitle(probed?.contentDisposition ?? null, url));
    row.setDetail(mediaDescription(probed, url));
  }
}
