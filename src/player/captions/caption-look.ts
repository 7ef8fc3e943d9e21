import { message } from '../../shared/i18n';
import { isPrivate } from '../../shared/private-window';
import {
  captionScaleMax,
  captionScaleMin,
  defaultViewing,
  storedViewing,
  type Viewing,
} from '../../shared/viewing';
import { findElement } from '../view/find-element';
import type { PlayerPage } from '../view/player-page';

/** A line's, as WebVTT has it where nothing else is said. */
const shareOfHeight = 0.05;
const scaleStep = 0.1;
const delayStepSeconds = 0.1;

/** The steps in the menu by which captions come earlier or later, and are smaller or larger. */
export function setUpCaptionLook({ document, video, trackMenu }: PlayerPage): void {
  const button = (name: string) => findElement(document, `[data-view="${name}"]`, HTMLButtonElement);
  const delay = findElement(document, '[data-view="captions-delay"]', HTMLOutputElement);
  const size = findElement(document, '[data-view="captions-size"]', HTMLOutputElement);
  const showDelay = () => {
    delay.value = message('captionsSeconds', trackMenu.delaySeconds.toFixed(1));
  };
  button('captions-earlier').addEventListener('click', () => trackMenu.delayBy(-delayStepSeconds));
  button('captions-later').addEventListener('click', () => trackMenu.delayBy(delayStepSeconds));
  trackMenu.onChange(showDelay, new AbortController().signal);
  showDelay();

  const sheet = new CSSStyleSheet();
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  let scale = defaultViewing.captionScale;
  const showScale = () => {
    size.value = `${Math.round(scale * 100)} %`;
    // In pixels, since browsers differ in what a share is taken of.
    const heightPx = Math.min(video.clientHeight, video.clientWidth);
    sheet.replaceSync(`video::cue { font-size: ${(heightPx * shareOfHeight * scale).toFixed(1)}px }`);
  };
  const setScale = ({ captionScale }: Pick<Viewing, 'captionScale'>) => {
    scale = captionScale;
    showScale();
  };
  new ResizeObserver(showScale).observe(video);
  const scaleBy = (step: number) => {
    const next = Math.round((scale + step) * 10) / 10;
    const captionScale = Math.min(captionScaleMax, Math.max(captionScaleMin, next));
    setScale({ captionScale });
    // Leaves no trace of a private window.
    if (isPrivate()) return;
    storedViewing.change((viewing) => ({ ...viewing, captionScale })).catch(() => {});
  };
  button('captions-smaller').addEventListener('click', () => scaleBy(-scaleStep));
  button('captions-larger').addEventListener('click', () => scaleBy(scaleStep));
  storedViewing.watch(setScale);
  storedViewing.read().then(setScale, () => {});
}
