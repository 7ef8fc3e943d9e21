import type { FunnelStatus } from '../../core/funnel/status';
import { message } from '../../shared/i18n';
import { findElement } from './find-element';
import { formatBytes, formatBytesPerSecond, formatShare } from './format';
import { createLaneList } from './lane-list';
import { createSparkline } from './sparkline';
import { SpeedHistory } from './speed-history';
import { connectionCount, setText } from './status-pill';

export interface ConnectionsPanel {
  show(status: FunnelStatus, filmBytesPerSecond: number | null): void;
  toggle(): void;
}

/** The panel that shows the funnel at work. Closed, it only remembers the speed. */
export function createConnectionsPanel(document: Document): ConnectionsPanel {
  const panel = findElement(document, '[data-view="panel"]', HTMLElement);
  const showLanes = createLaneList(findElement(panel, '[data-view="lanes"]', HTMLElement));
  const close = findElement(panel, '[data-view="panel-close"]', HTMLButtonElement);
  const sparkline = createSparkline(findElement(panel, '[data-view="sparkline"]', HTMLCanvasElement));
  const figure = (name: string) => findElement(panel, `[data-view="${name}"]`, HTMLElement);
  const peak = figure('peak');
  const toggles = [...document.querySelectorAll('[data-toggle="panel"]')];
  const history = new SpeedHistory();
  let latest: { status: FunnelStatus; film: number | null } | null = null;

  const draw = (): void => {
    if (panel.hidden || latest === null) return;
    const { status, film } = latest;
    sparkline.draw(history.values, film);
    setText(peak, message('panelPeak', formatBytesPerSecond(history.peak)));
    for (const [name, text] of Object.entries(figuresOf(status))) setText(figure(name), text);
    showLanes(status.lanes);
  };

  const toggle = (): void => {
    const hadFocus = panel.contains(document.activeElement);
    panel.hidden = !panel.hidden;
    for (const button of toggles) button.setAttribute('aria-expanded', String(!panel.hidden));
    if (hadFocus) (toggles[0] as HTMLElement | undefined)?.focus();
    draw();
  };
  for (const button of [...toggles, close]) button.addEventListener('click', toggle);

  return {
    toggle,
    show(status, filmBytesPerSecond) {
      history.record(performance.now(), status.bytesPerSecond);
      latest = { status, film: filmBytesPerSecond };
      draw();
    },
  };
}

/** By the names they have in the page. */
function figuresOf(status: FunnelStatus) {
  const { connections, splits, races, retries, receivedBytes, storedBytes } = status;
  const twiceBytes = Math.max(0, receivedBytes - storedBytes);
  return {
    'in-use': message('figureOfMost', String(connectionCount(status)), String(connections)),
    splits: String(splits),
    races: String(races),
    retries: String(retries),
    received: formatBytes(receivedBytes),
    stored: formatBytes(storedBytes),
    redundancy: formatShare(receivedBytes === 0 ? 0 : twiceBytes / receivedBytes),
  };
}
