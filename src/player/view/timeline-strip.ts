import { type ByteRange, byteLength } from '../../core/bytes/range';
import type { FunnelStatus } from '../../core/funnel/status';
import { fitCanvas } from './fit-canvas';

/**
 * The thin strip under the timeline: bytes in hand, bytes on their way, bytes asked for. It lays the file along
 * the film by share of bytes, which is near enough to time to show where the funnel is at work.
 */
export function createTimelineStrip(canvas: HTMLCanvasElement): (status: FunnelStatus) => void {
  const style = getComputedStyle(canvas);
  const color = (name: string) => style.getPropertyValue(name);
  let latest: FunnelStatus | null = null;

  const draw = (): void => {
    const context = canvas.getContext('2d');
    if (context === null) return;
    context.clearRect(0, 0, canvas.width, canvas.height);
    const total = latest?.byteLength ?? null;
    if (latest === null || total === null || total === 0) return;
    const bar = (range: ByteRange, fill: string) => {
      const x = (range.start / total) * canvas.width;
      // A megabyte of a long film is less than a pixel, and yet something to see.
      const width = Math.max(1, (byteLength(range) / total) * canvas.width);
      context.fillStyle = fill;
      context.fillRect(x, 0, width, canvas.height);
    };
    for (const range of latest.inHand) bar(range, color('--in-hand'));
    for (const { requests } of latest.lanes) {
      for (const { range, receivedBytes } of requests) {
        if (range === null) continue;
        bar(range, color('--asked-for'));
        const endExclusive = Math.min(range.endExclusive, range.start + receivedBytes);
        if (endExclusive > range.start) bar({ start: range.start, endExclusive }, color('--arriving'));
      }
    }
  };

  fitCanvas(canvas, draw);
  return (status) => {
    latest = status;
    draw();
  };
}
