// What lies over the picture and shows every stutter: a turning hand, the time, the progress, the streams that flow.
import { textStrokes } from './lettering';
import type { Colour, Light } from './light';
import { filmSeconds, mixColours, rise, spectrum, streamCount, streamJoinsAt, white } from './score';

/** The hand turns once in so many seconds. */
const turnSeconds = 2;

export function drawOverlay(light: Light, time: number): void {
  const unit = light.height;
  drawDial(light, 0.075 * unit, 0.918 * unit, 0.034 * unit, time);
  drawText(light, timeCode(time), 0.14, 0.904, 0.03, white, 0.62);
  drawProgress(light, time);
  drawStreamCount(light, time);
}

function timeCode(time: number): string {
  const tenths = Math.floor(time * 10 + 1e-6);
  const [minutes, seconds] = [Math.floor(tenths / 600), Math.floor(tenths / 10) % 60];
  return `${minutes}:${String(seconds).padStart(2, '0')}.${tenths % 10}`;
}

/** Twelve dots, and a hand that passes over them. */
function drawDial(light: Light, x: number, y: number, radius: number, time: number): void {
  const unit = light.height;
  const hand = (time / turnSeconds) % 1;
  for (let dot = 0; dot < streamCount; dot++) {
    const since = (hand - dot / streamCount + 1) % 1;
    const angle = (dot / streamCount - 0.25) * 2 * Math.PI;
    const glow = 0.22 + 1.2 * Math.exp(-since * 5);
    light.spot(
      x + Math.cos(angle) * radius,
      y + Math.sin(angle) * radius,
      0.0036 * unit,
      spectrum(dot / 11),
      glow,
    );
  }
  const angle = (hand - 0.25) * 2 * Math.PI;
  const [dx, dy] = [Math.cos(angle) * radius * 0.74, Math.sin(angle) * radius * 0.74];
  light.line([x, y], [x + dx, y + dy], 0.002 * unit, white, 0.8);
  light.spot(x, y, 0.004 * unit, white, 0.8);
}

function drawProgress(light: Light, time: number): void {
  const unit = light.height;
  const [left, right, y] = [0.34 * unit, light.width - 0.075 * unit, 0.919 * unit];
  light.line([left, y], [right, y], 0.0017 * unit, [0.5, 0.55, 0.8], 0.16);
  const head = left + ((right - left) * time) / filmSeconds;
  const parts = 48;
  for (let part = 0; part < parts; part++) {
    const from = left + ((right - left) * part) / parts;
    const to = Math.min(head, left + ((right - left) * (part + 1)) / parts);
    if (to > from) light.line([from, y], [to, y], 0.0028 * unit, spectrum(part / parts), 0.75);
  }
  light.spot(head, y, 0.0085 * unit, mixColours(spectrum(time / filmSeconds), white, 0.7), 1.6);
}

function drawStreamCount(light: Light, time: number): void {
  const unit = light.height;
  let flowing = 0;
  for (let stream = 0; stream < streamCount; stream++) {
    const lit = rise(time, streamJoinsAt(stream), streamJoinsAt(stream) + 0.5);
    if (lit > 0) flowing += 1;
    const flash = lit * Math.exp(-(time - streamJoinsAt(stream)) * 2);
    const x = (0.078 + stream * 0.021) * unit;
    light.spot(x, 0.118 * unit, 0.0048 * unit, spectrum(stream / 11), 0.1 + 0.8 * lit + 1.6 * flash);
  }
  const label = `${flowing} CONNECTION${flowing === 1 ? '' : 'S'}`;
  drawText(light, label, 0.073, 0.07, 0.021, white, 0.55 * rise(time, 0, 1));
}

/** Position and height in picture heights. */
function drawText(
  light: Light,
  text: string,
  x: number,
  y: number,
  height: number,
  colour: Colour,
  intensity: number,
): void {
  const unit = light.height;
  const style = {
    x: x * unit,
    y: y * unit,
    height: height * unit,
    width: height * 0.62 * unit,
    gap: height * 0.36 * unit,
  };
  for (const stroke of textStrokes(text, style).flat()) {
    for (let point = 1; point < stroke.length; point++)
      light.line(stroke[point - 1]!, stroke[point]!, 0.0015 * unit, colour, intensity);
  }
}
