import { message } from '../../shared/i18n';
import { findElement } from './find-element';
import { formatTime } from './format';

/** So much film is played, or skipped, until it goes; afterwards the timeline does the same. */
const shownSeconds = 12;

/**
 * One line, once: that the film went on where it was left, with a way to its start; or, where it began there, with a way
 * to where it was left.
 * @param gone told once it is taken away
 */
export function offerResume(
  video: HTMLVideoElement,
  leftAtSeconds: number,
  hasResumed: boolean,
  gone: () => void,
): void {
  const document = video.ownerDocument;
  const bar = findElement(document, '[data-view="resume"]', HTMLElement);
  const sentence = document.createElement('span');
  sentence.textContent = message(hasResumed ? 'resumed' : 'resumeOffer', formatTime(leftAtSeconds));
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'small';
  button.textContent = message(hasResumed ? 'resumeFromStart' : 'resumeThere');
  const hidden = new AbortController();
  const hide = () => {
    bar.hidden = true;
    hidden.abort();
    gone();
  };
  button.addEventListener('click', () => {
    video.currentTime = hasResumed ? 0 : leftAtSeconds;
    hide();
  });
  bar.replaceChildren(sentence, button);
  bar.hidden = false;
  const offeredAt = video.currentTime;
  const look = () => {
    if (Math.abs(video.currentTime - offeredAt) > shownSeconds) hide();
  };
  video.addEventListener('timeupdate', look, { signal: hidden.signal });
}
