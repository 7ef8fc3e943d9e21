// The word the beam assembles, particle by particle, and the line under it.
import type { View } from './camera';
import { textStrokes, textWidth } from './lettering';
import type { Light } from './light';
import { chance, mix, mixColours, rise, spectrum, taglineBegins, white, wordBegins, wordEnds } from './score';
import { axisY, beamEndX, neck } from './streams';

const letters = { x: 1.03, y: axisY - 0.075, height: 0.15, width: 0.078, gap: 0.034 };
const spacing = 0.0042;
const flightSeconds = 1.5;

interface Grain {
  x: number;
  y: number;
  /** 0..1 over the word, in order of writing. */
  order: number;
  /** 0..1 from left to right. */
  across: number;
}

const grains = layGrains();

function layGrains(): Grain[] {
  const points: [number, number][] = [];
  for (const stroke of textStrokes('FUNNEL', letters).flat()) {
    for (let index = 1; index < stroke.length; index++) {
      const [[x0, y0], [x1, y1]] = [stroke[index - 1]!, stroke[index]!];
      const count = Math.max(1, Math.round(Math.hypot(x1 - x0, y1 - y0) / spacing));
      for (let step = 0; step < count; step++)
        points.push([mix(x0, x1, step / count), mix(y0, y1, step / count)]);
    }
  }
  const span = textWidth('FUNNEL', letters);
  return points.map(([x, y], index) => ({
    x,
    y,
    order: index / points.length,
    across: (x - letters.x) / span,
  }));
}

export function drawWord(light: Light, view: View, time: number): void {
  const done = rise(time, wordEnds, wordEnds + 1.5);
  for (const [index, grain] of grains.entries()) {
    // The square root: slow while few streams flow.
    const leaves = mix(wordBegins, wordEnds - flightSeconds, grain.order ** 0.75) + chance(index) * 0.5;
    const age = time - leaves;
    if (age <= 0) continue;
    const colour = spectrum(grain.across);
    if (age < flightSeconds) drawFlight(light, view, grain, age / flightSeconds, index);
    else {
      const fresh = Math.exp(-(age - flightSeconds) * 2.2);
      const wave = Math.exp(-(((time / 2 - grain.across * 0.7) % 1) ** 2) * 60) * done;
      const tint = mixColours(colour, white, Math.min(1, 0.12 + 0.7 * fresh + 0.75 * wave));
      const [x, y] = view.project(grain.x, grain.y);
      light.spot(x, y, view.scale * 0.0046, tint, 0.5 + 0.25 * done + 0.9 * fresh + 0.5 * wave);
    }
  }
  drawTagline(light, view, time);
}

/** Out of the neck along the beam, then in a bow to its place. */
function drawFlight(light: Light, view: View, grain: Grain, share: number, seed: number): void {
  const bowY = axisY + (chance(seed * 3) - 0.5) * 0.3;
  const colour = mixColours(spectrum(grain.across), white, 0.45);
  const links = 9;
  const placeAt = (link: number) => {
    const along = rise(share - link * 0.011, -0.25, 1);
    const x = bezier(along, neck.x, beamEndX, mix(beamEndX, grain.x, 0.7), grain.x);
    return view.project(x, bezier(along, axisY, axisY, bowY, grain.y));
  };
  let ahead = placeAt(0);
  light.spot(...ahead, view.scale * 0.0042, colour, 1.3);
  for (let link = 1; link < links; link++) {
    const at = placeAt(link);
    light.line(ahead, at, view.scale * 0.003 * (1 - link / links / 2), colour, 0.8 * (1 - link / links) ** 2);
    ahead = at;
  }
}

function bezier(along: number, a: number, b: number, c: number, d: number): number {
  const rest = 1 - along;
  return rest ** 3 * a + 3 * rest ** 2 * along * b + 3 * rest * along ** 2 * c + along ** 3 * d;
}

function drawTagline(light: Light, view: View, time: number): void {
  const text = 'A DOZEN CONNECTIONS, ONE FILM';
  const style = { height: 0.019, width: 0.0125, gap: 0.0078 };
  const x = letters.x + (textWidth('FUNNEL', letters) - textWidth(text, style)) / 2;
  for (const [index, strokes] of textStrokes(text, { ...style, x, y: axisY + 0.118 }).entries()) {
    const shown = rise(time, taglineBegins + index * 0.07, taglineBegins + 0.6 + index * 0.07);
    if (shown === 0) continue;
    for (const stroke of strokes) {
      for (let point = 1; point < stroke.length; point++) {
        const [from, to] = [stroke[point - 1]!, stroke[point]!];
        light.line(view.project(...from), view.project(...to), view.scale * 0.0013, white, 0.5 * shown);
      }
    }
  }
}
