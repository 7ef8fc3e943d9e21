import { message } from '../../shared/i18n';
import { rateMax, rateMin } from '../../shared/viewing';
import { findElement } from './find-element';
import type { PlayerPage } from './player-page';
import { setRate } from './rates';

/** The menu of how the film plays: its speed, again and again, and pictures of it. */
export function addPlaybackMenu({ document, video, pageCommands }: PlayerPage): void {
  const button = findElement(document, '[data-view="playback-button"]', HTMLButtonElement);
  const menu = findElement(document, '[data-view="playback"]', HTMLElement);
  const slider = findElement(menu, '[data-view="rate"]', HTMLInputElement);
  const value = findElement(menu, '[data-view="rate-value"]', HTMLElement);
  const usual = findElement(menu, '[data-view="rate-usual"]', HTMLButtonElement);
  const repeats = findElement(menu, '[data-view="repeats"]', HTMLInputElement);
  slider.min = String(rateMin);
  slider.max = String(rateMax);

  const showRate = () => {
    const words = `${Number(video.playbackRate.toFixed(2))}×`;
    button.textContent = words;
    button.setAttribute('aria-label', `${message('playbackTitle')}, ${words}`);
    value.textContent = words;
    slider.value = String(video.playbackRate);
    usual.disabled = video.playbackRate === 1;
    slider.setAttribute('aria-valuetext', words);
  };
  video.addEventListener('ratechange', showRate);
  showRate();
  slider.addEventListener('input', () => setRate(video, slider.valueAsNumber));
  usual.addEventListener('click', () => setRate(video, 1));

  // A video does not tell that it repeats.
  menu.addEventListener('beforetoggle', () => {
    repeats.checked = video.loop;
  });
  repeats.addEventListener('change', () => {
    video.loop = repeats.checked;
  });
  const commands = {
    'loop-part': () => pageCommands.loopPart(),
    'save-picture': () => pageCommands.savePicture(),
    'copy-picture': () => pageCommands.copyPicture(),
    'open-help': () => {
      menu.hidePopover();
      pageCommands.help();
    },
  };
  for (const [name, run] of Object.entries(commands)) {
    findElement(menu, `[data-view="${name}"]`, HTMLButtonElement).addEventListener('click', run);
  }
}
