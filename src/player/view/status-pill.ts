import type { FunnelStatus, LaneStatus } from '../../core/funnel/status';
import { message } from '../../shared/i18n';
import { findElement } from './find-element';
import { formatBytesPerSecond, formatRatio } from './format';

/** Requests under way, all lanes together. */
export const connectionCount = (status: FunnelStatus): number =>
  status.lanes.reduce((count, lane) => count + lane.requests.length, 0);

export const laneSpeed = ({ requests }: LaneStatus): number =>
  requests.reduce((sum, { bytesPerSecond }) => sum + bytesPerSecond, 0);

/** The three figures at the top right: speed, connections, times real time. */
export function createStatusPill(root: ParentNode) {
  const figure = (name: string) => findElement(root, `[data-status="${name}"]`, HTMLElement);
  const speed = figure('speed');
  const connections = figure('connections');
  const ratio = figure('ratio');

  return (status: FunnelStatus, filmBytesPerSecond: number | null): void => {
    const count = connectionCount(status);
    // With nothing under way the film is far enough ahead: what came before then, or "0.0×", would look like a fault.
    setText(speed, count === 0 ? '' : formatBytesPerSecond(status.bytesPerSecond));
    setText(connections, connectionWords(count));
    const timesRealTime =
      filmBytesPerSecond === null || filmBytesPerSecond <= 0 || count === 0
        ? null
        : status.bytesPerSecond / filmBytesPerSecond;
    setText(ratio, timesRealTime === null ? '' : formatRatio(timesRealTime));
    ratio.toggleAttribute('data-short', timesRealTime !== null && timesRealTime < 1);
  };
}

function connectionWords(count: number): string {
  if (count === 0) return message('connectionsNone');
  return count === 1 ? message('connectionsOne') : message('connectionsMany', String(count));
}

/** Writes only what differs, so that an unchanged figure costs no layout. */
export function setText(element: Element, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}
