import type { FunnelStatus } from '../../core/funnel/status';
import { localizePage, message } from '../../shared/i18n';
import { createConnectionsPanel } from './connections-panel';
import { createFailure } from './failure';
import { findElement } from './find-element';
import { createFreshLink } from './fresh-link';
import { listenToKeyboard } from './keyboard';
import { loadControls } from './load-controls';
import { createNext } from './next';
import { createNotice } from './notice';
import { OfferedPictures } from './offered-pictures';
import { paced } from './paced';
import { createPageCommands } from './page-commands';
import type { PlayerView, ViewAction } from './player-view';
import { listenToPointer } from './pointer';
import { createStatusPill } from './status-pill';
import { createTimelineStrip } from './timeline-strip';
import { createToast } from './toast';
import { createTrackMenu } from './track-menu';
import { createVideoCommands } from './video-commands';
import { createWaiting } from './waiting';
import { createWork } from './work';

/** Four times a second is as often as figures can be read. */
const redrawEveryMs = 250;

/** The player's page, made ready and spoken for. Called once, when the document has been parsed. */
export function createPlayerView(document: Document): PlayerView {
  localizePage(document);
  const video = findElement(document, 'video', HTMLVideoElement);
  const controller = findElement(document, 'media-controller', HTMLElement);
  const title = findElement(document, '[data-view="title"]', HTMLElement);
  const listeners: ((action: ViewAction) => void)[] = [];
  const act = (action: ViewAction): void => {
    // These begin anew; the card has said what it had to say.
    if (action === 'retry' || action === 'play-natively') failure.hide();
    for (const listener of listeners) listener(action);
  };

  const failure = createFailure(document, act);
  const next = createNext(document, () => act('next'));
  const showNotice = createNotice(document, act);
  const setWaiting = createWaiting(document);
  const showPill = createStatusPill(document);
  const panel = createConnectionsPanel(document, video);
  const showStrip = createTimelineStrip(findElement(document, '[data-view="strip"]', HTMLCanvasElement));
  const trackMenu = createTrackMenu(document);
  const toast = createToast(document);
  const pageCommands = createPageCommands(document, video, toast, {
    title: () => title.textContent,
    next: () => act('next'),
  });
  const pictures = new OfferedPictures();
  const page = { document, video, controller, panel, trackMenu, toast, pictures, pageCommands };
  const controls = loadControls(page);
  const commands = createVideoCommands(page);
  listenToKeyboard(document, commands);
  listenToPointer(page, commands);

  return {
    video,
    page,
    controls,
    trackMenu,
    freshLink: createFreshLink(document),
    showWork: createWork(document),
    get title() {
      return title.textContent;
    },
    get hasFailed() {
      return failure.shown;
    },
    setTitle(text) {
      title.textContent = text;
      document.title = text === '' ? message('extensionName') : `${text} – ${message('extensionName')}`;
    },
    setWaiting(reason) {
      // Whoever connects begins anew. Any other wait is an echo of what failed, and must not take its card away.
      if (reason === 'connecting') failure.hide();
      if (reason === null || !failure.shown) setWaiting(reason);
    },
    showError(error, actions) {
      setWaiting(null);
      showNotice(null);
      failure.show(error, actions, next.text);
    },
    showNotice,
    showNext: next.show,
    showStatus: statusShower((status, filmBytesPerSecond) => {
      showPill(status, filmBytesPerSecond);
      showStrip(status);
      panel.show(status, filmBytesPerSecond);
    }),
    onAction(listener) {
      listeners.push(listener);
    },
  };
}

type StatusShower = (status: FunnelStatus, filmBytesPerSecond: number | null) => void;

function statusShower(show: StatusShower): StatusShower {
  const showPaced = paced<Parameters<StatusShower>>((args) => show(...args), redrawEveryMs);
  return (...args) => showPaced(args);
}
