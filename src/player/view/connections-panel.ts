import type { FunnelStatus } from '../../core/funnel/status';
import { message } from '../../shared/i18n';
import { findElement } from './find-element';
import { formatBytes, formatBytesPerSecond, formatShare } from './format';
import { LaneTable } from './lane-table';
import { createSparkline } from './sparkline';
import { SpeedHistory } from './speed-history';
import { setText } from './status-pill';

export interface ConnectionsPanel {
  show(status: FunnelStatus, filmBytesPerSecond: number | null): void;
  toggle(): void;
}

/** The panel that shows the funnel at work. Closed, it only remembers the speed. */
export function createConnectionsPanel(document: Document): ConnectionsPanel {
  const panel = findElement(document, '[data-view="panel"]', HTMLElement);
  const lanes = findElement(panel, '[data-view="lanes"]', HTMLElement);
  const close = findElement(panel, '[data-view="panel-close"]', HTMLButtonElement);
  const sparkline = createSparkline(findElement(panel, '[data-view="sparkline"]', HTMLCanvasElement));
  const figure = (name: string) => findElement(panel, `[data-view="${name}"]`, HTMLElement);
  const [peak, received, stored, redundancy] = ['peak', 'received', 'stored', 'redundancy'].map(figure);
  const toggles = [...document.querySelectorAll('[data-toggle="panel"]')];
  const history = new SpeedHistory();
  const tables: LaneTable[] = [];
  let latest: { status: FunnelStatus; film: number | null } | null = null;

  const draw = (): void => {
    if (panel.hidden || latest === null) return;
    const { status, film } = latest;
    while (tables.length < status.lanes.length) {
      const table = new LaneTable(document);
      tables.push(table);
      lanes.append(table.element);
    }
    for (const [index, table] of tables.entries()) {
      const lane = status.lanes[index];
      table.element.hidden = lane === undefined;
      if (lane !== undefined) table.show(lane);
    }
    sparkline.draw(history.values, film);
    setText(peak!, message('panelPeak', formatBytesPerSecond(history.peak)));
    setText(received!, formatBytes(status.receivedBytes));
    setText(stored!, formatBytes(status.storedBytes));
    const twice = Math.max(0, status.receivedBytes - status.storedBytes);
    setText(redundancy!, formatShare(status.receivedBytes === 0 ? 0 : twice / status.receivedBytes));
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
