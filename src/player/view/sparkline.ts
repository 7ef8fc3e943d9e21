import { fitCanvas } from './fit-canvas';

export interface Sparkline {
  /** `filmBytesPerSecond`, where known, is drawn as the line to stay above. */
  draw(values: readonly number[], filmBytesPerSecond: number | null): void;
}

/** A minute of speed as an area under a line. */
export function createSparkline(canvas: HTMLCanvasElement): Sparkline {
  let values: readonly number[] = [];
  let film: number | null = null;
  const style = getComputedStyle(canvas);

  const redraw = (): void => {
    const context = canvas.getContext('2d');
    if (context === null || values.length < 2) return;
    const { width, height } = canvas;
    context.clearRect(0, 0, width, height);
    const top = Math.max(1, film ?? 0, ...values) * 1.1;
    const line = devicePixelRatio * 1.5;
    const x = (index: number) => (index / (values.length - 1)) * width;
    const y = (value: number) => height - line - (value / top) * (height - 2 * line);

    context.beginPath();
    for (const [index, value] of values.entries()) context.lineTo(x(index), y(value));
    context.strokeStyle = style.getPropertyValue('--accent');
    context.lineWidth = line;
    context.lineJoin = 'round';
    context.stroke();
    context.lineTo(width, height);
    context.lineTo(0, height);
    context.globalAlpha = 0.18;
    context.fillStyle = style.getPropertyValue('--accent');
    context.fill();
    context.globalAlpha = 1;

    if (film === null) return;
    context.beginPath();
    context.setLineDash([line * 3, line * 3]);
    context.moveTo(0, y(film));
    context.lineTo(width, y(film));
    context.strokeStyle = style.getPropertyValue('--quiet');
    context.lineWidth = devicePixelRatio;
    context.stroke();
    context.setLineDash([]);
  };

  fitCanvas(canvas, redraw);
  return {
    draw(newValues, filmBytesPerSecond) {
      values = newValues;
      film = filmBytesPerSecond;
      redraw();
    },
  };
}
