import uPlot from 'uplot';
import sheet from 'uplot/dist/uPlot.min.css';
import { message } from '../../shared/i18n';
import { formatBytes, formatBytesPerSecond } from './format';
import { laneColor } from './lane-colors';
import type { SpeedHistory } from './speed-history';

export interface SpeedChart {
  /** `filmBytesPerSecond`, where known, is drawn as the line to stay above. */
  draw(history: SpeedHistory, filmBytesPerSecond: number | null): void;
}

const heightPx = 96;
/** Of the room above the highest value. */
const headroom = 1.1;
const fontSizePx = 11;

/**
 * The last minute: what came in all, what each lane had of it, and what the film takes.
 * @param pointed told what was at the place that is pointed at; null when it is none
 */
export function createSpeedChart(box: HTMLElement, pointed: (words: string | null) => void): SpeedChart {
  const styles = new CSSStyleSheet();
  styles.replaceSync(sheet);
  box.ownerDocument.adoptedStyleSheets.push(styles);
  const style = getComputedStyle(box);
  const color = (name: string) => style.getPropertyValue(name);
  let chart: uPlot | null = null;
  let shownLanes = '';

  const create = (laneIds: readonly number[], data: uPlot.AlignedData): uPlot => {
    const lanes = laneIds.map((id) => ({
      stroke: () => color(laneColor(id)),
      fill: () => color(laneColor(id)),
      alpha: 0.6,
      width: 0,
      points: { show: false },
    }));
    const axis = {
      stroke: () => color('--quiet'),
      font: `${fontSizePx}px ${style.fontFamily}`,
      ticks: { show: false },
      gap: 4,
    };
    const options: uPlot.Options = {
      width: box.clientWidth,
      height: heightPx,
      padding: [fontSizePx / 2, fontSizePx, 0, 0],
      legend: { show: false },
      cursor: { y: false, points: { show: false }, drag: { x: false, y: false } },
      scales: {
        x: { time: false, range: [-data[0].length, 0] },
        y: { range: (_, __, max) => [0, Math.max(1, max) * headroom] },
      },
      axes: [
        {
          ...axis,
          size: fontSizePx + 6,
          grid: { show: false },
          splits: ({ data: [seconds] }) => [-seconds.length, -seconds.length / 2, 0],
          values: (_, splits) => splits.map(agoWords),
        },
        {
          ...axis,
          size: 52,
          space: 32,
          grid: { stroke: () => color('--edge'), width: 1 },
          values: (_, splits) => splits.map((bytes) => (bytes === 0 ? '0' : formatBytes(bytes))),
        },
      ],
      series: [
        {},
        ...lanes.toReversed(),
        { stroke: () => color('--ink'), width: 1.5, points: { show: false } },
        { stroke: () => color('--warm'), width: 1, dash: [4, 4], points: { show: false } },
      ],
      // From the top of the stack down: each filled as far as the next one below it.
      bands: lanes.slice(1).map((_, index) => ({ series: [index + 1, index + 2] })),
      hooks: {
        setCursor: [
          ({ cursor: { idx }, data: [seconds, ...rows] }) => {
            const speed = idx == null ? null : rows.at(-2)?.[idx];
            pointed(speed == null ? null : `${agoWords(seconds[idx!]!)}: ${formatBytesPerSecond(speed)}`);
          },
        ],
      },
    };
    return new uPlot(options, data, box);
  };

  new ResizeObserver(() => {
    if (box.clientWidth > 0) chart?.setSize({ width: box.clientWidth, height: heightPx });
  }).observe(box);

  return {
    draw(history, filmBytesPerSecond) {
      const laneIds = history.laneIds;
      const totals = history.totals;
      const seconds = totals.map((_, index) => index + 1 - totals.length);
      const film = totals.map(() => filmBytesPerSecond);
      const data: uPlot.AlignedData = [seconds, ...history.stacked(laneIds).toReversed(), totals, film];
      if (chart === null || laneIds.join() !== shownLanes) {
        chart?.destroy();
        chart = create(laneIds, data);
        shownLanes = laneIds.join();
      } else chart.setData(data);
    },
  };
}

/** `−30 s`, `now` */
const agoWords = (seconds: number): string =>
  seconds === 0 ? message('panelNow') : message('durationSeconds', String(seconds).replace('-', '−'));
