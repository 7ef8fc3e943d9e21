import browser from 'webextension-polyfill';
import { message } from '../shared/i18n';
import type { PlayerView } from './view/player-view';

/** In place of a link: the film that comes with the extension. */
export const sampleHash = '#sample';

/** It lies on the viewer's own disk, so there is nothing to be fetched over many connections: the browser plays it. */
export function playSample({ video, setTitle }: PlayerView): void {
  setTitle(message('sampleTitle'));
  video.src = browser.runtime.getURL('welcome/sample.mp4');
  // Without a gesture a browser may refuse to play sound: then the play button waits for one.
  video.play().catch(() => {});
}
