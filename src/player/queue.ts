import { openMovie } from '../core/mp4/open-movie';
import { errorSentence } from '../shared/error-message';
import { message } from '../shared/i18n';
import { revealLogins } from '../shared/kept-logins';
import { nextLinks, playerAddress, withNextLinks } from '../shared/player-address';
import { isForNext, type KeptIndex, loadWith, RecordingSource } from './kept-index';
import { type GivenLinks, listenForLinks } from './links-given';
import { RemoteFile } from './remote-file';
import type { PlayerView } from './view/player-view';
import { setMediaKey } from './watching/media-keys';

/** So near the end of what is buffered counts as it: tracks do not end at one moment. */
const endSeconds = 0.5;

/**
 * What is to be played after this film: links that were dropped on the page or pasted into it. They stand in the page's
 * address, so they are there again when it is loaded anew, as it is for each film.
 */
export function keepQueue(view: PlayerView): void {
  const { video } = view;
  const { document, toast } = view.page;
  let links = nextLinks(location.hash);
  let preheated: Promise<void> | null = null;
  let kept: KeptIndex | null = null;

  const playNext = (): boolean => {
    const [next, ...others] = links;
    if (next === undefined) return false;
    // It is on its way.
    if (isForNext()) return true;
    loadWith(withNextLinks(playerAddress(next).replace(/^[^#]*/, ''), others), kept);
    return true;
  };
  const show = (): void => {
    view.showNext(links);
    setMediaKey('nexttrack', links.length > 0 ? playNext : null);
  };
  const take = ({ links: given, error }: GivenLinks): void => {
    if (error) {
      toast(errorSentence(error.code));
      return;
    }
    const fresh = view.freshLink.isOpen ? given[0] : undefined;
    if (fresh !== undefined) void revealLogins(fresh).then(view.freshLink.give);
    const following = fresh === undefined ? given : given.slice(1);
    if (following.length === 0) return;
    links = [...links, ...following];
    // With no film that they would have to wait for.
    if (video.ended || view.hasFailed) {
      playNext();
      return;
    }
    history.replaceState(history.state, '', withNextLinks(location.hash, links));
    toast(message('queueAdded', String(following.length)));
    show();
  };
  /** Once nothing of this film is left to fetch, so that the next need not ask for its index, and finds connections open. */
  const preheat = (): void => {
    const { buffered, duration } = video;
    const [next] = links;
    if (next === undefined || preheated || buffered.length === 0) return;
    if (buffered.end(buffered.length - 1) < duration - endSeconds) return;
    preheated = readIndex(next).then((index) => {
      kept = index;
    });
  };

  listenForLinks(document, take);
  view.onAction((action) => {
    if (action === 'next' && !playNext()) toast(message('queueEmpty'));
  });
  video.addEventListener('ended', () => {
    // A part that is played again and again has begun anew by now.
    if (video.ended) playNext();
  });
  for (const type of ['timeupdate', 'progress']) video.addEventListener(type, preheat);
  show();
}

const nobody = { bytesCame() {}, trouble() {}, deadLink() {}, freshLink() {}, failed() {} };

/** Null where it cannot be had: why, is told when the film's turn has come. */
async function readIndex(url: string): Promise<KeptIndex | null> {
  const file = new RemoteFile([await revealLogins(url)], null, nobody);
  try {
    const source = new RecordingSource(file, await file.opened);
    await openMovie(source);
    return source.kept;
  } catch {
    return null;
  } finally {
    file.close();
  }
}
