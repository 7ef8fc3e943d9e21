/** Keeps a canvas as many pixels wide and high as it is shown, and has it drawn anew when that changes. */
export function fitCanvas(canvas: HTMLCanvasElement, draw: () => void): void {
  new ResizeObserver(([entry]) => {
    if (entry === undefined) return;
    const width = Math.round(entry.contentRect.width * devicePixelRatio);
    const height = Math.round(entry.contentRect.height * devicePixelRatio);
    if (canvas.width === width && canvas.height === height) return;
    canvas.width = width;
    canvas.height = height;
    draw();
  }).observe(canvas);
}
