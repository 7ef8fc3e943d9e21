import type { FunnelStatus } from '../../core/funnel/status';
import { message } from '../../shared/i18n';
import { findElement } from './find-element';
import { formatBytes, formatBytesPerSecond, formatShare } from './format';
import { createLaneList } from './lane-list';
import type { SpeedChart } from './speed-chart';
import { SpeedHistory } from './speed-history';
import { connectionCount, laneSpeed, setText } from './status-pill';
import { activeRange, createPieceMap } from './timeline-strip';
import { createVerdictLine } from './verdict-line';

export interface ConnectionsPanel {
  show(status: FunnelStatus, filmBytesPerSecond: number | null): void;
  toggle(): void;
}

/** The panel that shows the funnel at work. Closed, it only remembers the speed. */
export function createConnectionsPanel(document: Document, video: HTMLVideoElement): ConnectionsPanel {
  const panel = findElement(document, '[data-view="panel"]', HTMLElement);
  const showLanes = createLaneList(findElement(panel, '[data-view="lanes"]', HTMLElement));
  const close = findElement(panel, '[data-view="panel-close"]', HTMLButtonElement);
  const showPieces = createPieceMap(findElement(panel, '[data-view="pieces"]', HTMLCanvasElement));
  const showVerdict = createVerdictLine(document, video);
  const figure = (name: string) => findElement(panel, `[data-view="${name}"]`, HTMLElement);
  const toggles = [...document.querySelectorAll('[data-toggle="panel"]')];
  const history = new SpeedHistory();
  let latest: { status: FunnelStatus; film: number | null } | null = null;
  let chart: SpeedChart | null = null;
  /** What was at the place of the chart that is pointed at. */
  let pointed: string | null = null;

  const loadChart = async (): Promise<void> => {
    const { createSpeedChart } = await import('./speed-chart');
    chart ??= createSpeedChart(figure('chart'), (words) => {
      pointed = words;
      showSpeeds();
    });
    draw();
  };

  const showSpeeds = (): void => {
    const [mean, peak] = [history.mean, history.peak].map(formatBytesPerSecond);
    setText(figure('speeds'), pointed ?? message('panelMeanPeak', mean!, peak!));
  };

  const draw = (): void => {
    if (panel.hidden || latest === null) return;
    const { status, film } = latest;
    chart?.draw(history, film);
    showSpeeds();
    showPieces(status);
    setText(figure('pieces-range'), rangeWords(status));
    setText(figure('film'), film === null ? '–' : formatBytesPerSecond(film));
    for (const [name, text] of Object.entries(figuresOf(status))) setText(figure(name), text);
    showLanes(status.lanes);
  };

  const toggle = (): void => {
    const hadFocus = panel.contains(document.activeElement);
    panel.hidden = !panel.hidden;
    for (const button of toggles) button.setAttribute('aria-expanded', String(!panel.hidden));
    if (hadFocus) (toggles[0] as HTMLElement | undefined)?.focus();
    // Most films are watched without it.
    if (!panel.hidden) void loadChart();
    draw();
  };
  for (const button of [...toggles, close]) button.addEventListener('click', toggle);

  return {
    toggle,
    show(status, filmBytesPerSecond) {
      const lanes = new Map(status.lanes.map((lane) => [lane.id, laneSpeed(lane)]));
      history.record(performance.now(), { bytesPerSecond: status.bytesPerSecond, lanes });
      latest = { status, film: filmBytesPerSecond };
      showVerdict(status, filmBytesPerSecond);
      draw();
    },
  };
}

/** Which part of the file is in hand or at work. */
function rangeWords(status: FunnelStatus): string {
  const range = activeRange(status);
  if (range === null || status.byteLength === null) return '';
  const [from, to, total] = [range.start, range.endExclusive, status.byteLength].map(formatBytes);
  return message('panelPiecesRange', from!, to!, total!);
}

/** By the names they have in the page. */
function figuresOf(status: FunnelStatus) {
  const { connections, splits, races, retries, receivedBytes, storedBytes } = status;
  const underWay = connectionCount(status);
  const twiceBytes = Math.max(0, receivedBytes - storedBytes);
  return {
    'in-use': message('figureOfMost', String(underWay), String(Math.max(underWay, connections))),
    splits: String(splits),
    races: String(races),
    retries: String(retries),
    received: formatBytes(receivedBytes),
    stored: formatBytes(storedBytes),
    redundancy: formatShare(receivedBytes === 0 ? 0 : twiceBytes / receivedBytes),
  };
}
