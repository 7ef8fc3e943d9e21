import { type ByteRange, byteLength, byteRange } from '../../core/bytes/range';
import type { FunnelStatus } from '../../core/funnel/status';
import { fitCanvas } from './fit-canvas';
import { laneColor } from './lane-colors';

/**
 * The thin strip under the timeline: bytes in hand, and by the color of their lane bytes that came and those it was asked
 * for. It lays the file along the film by share of bytes, which is near enough to time to show where the funnel is at work.
 */
export const createTimelineStrip = (canvas: HTMLCanvasElement): ((status: FunnelStatus) => void) =>
  createByteMap(canvas, ({ byteLength: total }) => (total === null ? null : byteRange(0, total)));

/** The same, of no more than what is at hand or at work: each piece of it can be told from the next. */
export const createPieceMap = (canvas: HTMLCanvasElement): ((status: FunnelStatus) => void) =>
  createByteMap(canvas, activeRange);

/** What has yet to come is as its lane is, but pale. */
const askedForAlpha = 0.35;

/** From the first to the last byte in hand or asked for; null where there is none. */
export function activeRange({ inHand, lanes }: FunnelStatus): ByteRange | null {
  const asked = lanes.flatMap(({ requests }) => requests.flatMap(({ range }) => range ?? []));
  const ranges = [...inHand, ...asked];
  if (ranges.length === 0) return null;
  const start = Math.min(...ranges.map((range) => range.start));
  return byteRange(start, Math.max(...ranges.map(({ endExclusive }) => endExclusive)));
}

/** @param shown what part of the file goes from one side to the other */
function createByteMap(
  canvas: HTMLCanvasElement,
  shown: (status: FunnelStatus) => ByteRange | null,
): (status: FunnelStatus) => void {
  const style = getComputedStyle(canvas);
  const color = (name: string) => style.getPropertyValue(name);
  let latest: FunnelStatus | null = null;

  const draw = (): void => {
    const context = canvas.getContext('2d');
    if (context === null) return;
    context.clearRect(0, 0, canvas.width, canvas.height);
    const whole = latest === null ? null : shown(latest);
    if (latest === null || whole === null || byteLength(whole) === 0) return;
    const pixelsPerByte = canvas.width / byteLength(whole);
    const bar = (range: ByteRange, fill: string) => {
      const x = (range.start - whole.start) * pixelsPerByte;
      // A megabyte of a long film is less than a pixel, and yet something to see.
      const width = Math.max(1, byteLength(range) * pixelsPerByte);
      context.fillStyle = fill;
      context.fillRect(x, 0, width, canvas.height);
    };
    for (const range of latest.inHand) bar(range, color('--in-hand'));
    for (const { id, requests } of latest.lanes) {
      const lane = color(laneColor(id));
      for (const { range, receivedBytes } of requests) {
        if (range === null) continue;
        context.globalAlpha = askedForAlpha;
        bar(range, lane);
        context.globalAlpha = 1;
        const endExclusive = Math.min(range.endExclusive, range.start + receivedBytes);
        if (endExclusive > range.start) bar({ start: range.start, endExclusive }, lane);
      }
    }
  };

  fitCanvas(canvas, draw);
  return (status) => {
    latest = status;
    draw();
  };
}
