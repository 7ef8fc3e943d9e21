// A dozen streams of light, the funnel that takes them, and the beam that leaves it.
import type { View } from './camera';
import type { Light } from './light';
import { chance, mix, mixColours, rise, spectrum, streamCount, streamJoinsAt, white } from './score';

export const axisY = 0.44;
const mouth = { x: 0.5, radius: 0.3 };
export const neck = { x: 0.865, radius: 0.006 };
export const beamEndX = 0.99;

const cometsPerStream = 14;
const secondsToNeck = 4.4;

interface Place {
  x: number;
  y: number;
  /** Towards the viewer, -1..1. */
  depth: number;
}

/** Where a stream is at `along` of its way: 0 outside the picture, 1 the funnel's mouth, 2 its neck. */
function placeOn(stream: number, along: number, time: number): Place {
  const turn = (stream / streamCount) * 2 * Math.PI + time * 0.22;
  if (along < 1) {
    const share = rise(along, 0, 1);
    const rim = onFunnel(0, turn);
    const spread = ((stream * 5) % streamCount) / (streamCount - 1) - 0.5;
    const startY = axisY + spread * 0.84 + Math.sin(time * 0.5 + stream * 2.1) * 0.03;
    const sway = Math.sin(along * 7 + stream * 1.7 + time * 0.6) * 0.018 * (1 - share);
    return {
      x: mix(-0.3, rim.x, along),
      y: mix(startY, rim.y, share) + sway,
      depth: rim.depth * share,
    };
  }
  return onFunnel(along - 1, turn);
}

/** On the funnel's wall, `down` 0 at its mouth, 1 at its neck. */
function onFunnel(down: number, turn: number): Place {
  const clamped = Math.min(1, down);
  const width = 1 - rise(clamped, -0.35, 1);
  const radius = neck.radius + (mouth.radius * width) / (1 - rise(0, -0.35, 1));
  const angle = turn + 8 * clamped * clamped;
  const depth = Math.cos(angle);
  // Seen a little from the front: near points lie further left.
  return {
    x: mix(mouth.x, neck.x, clamped) - depth * radius * 0.22,
    y: axisY + Math.sin(angle) * radius,
    depth: depth * Math.min(1, radius / mouth.radius + 0.2),
  };
}

/** How much flows through the neck, 0..1. */
export function flow(time: number): number {
  let sum = 0;
  for (let stream = 0; stream < streamCount; stream++)
    sum += rise(time - secondsToNeck, streamJoinsAt(stream) - 0.5, streamJoinsAt(stream) + 0.8);
  return sum / streamCount;
}

/** Slow in the open, fast in the funnel. */
const pace = (share: number) => 2 * (0.72 * share + 0.28 * share ** 3);

export function drawStreams(light: Light, view: View, time: number): void {
  drawFunnel(light, view, time);
  for (let stream = 0; stream < streamCount; stream++) {
    const age = time - streamJoinsAt(stream);
    if (age > 0) drawStream(light, view, time, stream, age);
  }
  drawBeam(light, view, time);
}

function drawFunnel(light: Light, view: View, time: number): void {
  const lit = 0.4 + 0.6 * flow(time);
  for (let ring = 0; ring <= 6; ring++) {
    const down = (ring / 6) ** 0.8 * 0.96;
    const steps = 64;
    for (let step = 0; step < steps; step++) {
      const a = onFunnel(down, (step / steps) * 2 * Math.PI - 8 * down * down);
      const b = onFunnel(down, ((step + 1) / steps) * 2 * Math.PI - 8 * down * down);
      const colour = mixColours(
        spectrum(0.62 + 0.3 * Math.sin((step / steps) * 6.28 + time * 0.4)),
        white,
        0.15,
      );
      const intensity = (ring === 0 ? 0.17 : 0.05) * lit * (0.55 + 0.45 * a.depth);
      light.line(view.project(a.x, a.y), view.project(b.x, b.y), view.scale * 0.0016, colour, intensity);
    }
  }
}

function drawStream(light: Light, view: View, time: number, stream: number, age: number): void {
  const colour = spectrum(stream / (streamCount - 1));
  const strength = flow(time);
  const reached = pace(Math.min(1, age / secondsToNeck));
  drawRail(light, view, time, stream, reached, Math.min(1, age / 3) * 0.095);
  for (let comet = 0; comet < cometsPerStream; comet++) {
    const lap =
      time / secondsToNeck + (comet + 0.6 * chance(stream * 31 + comet)) / cometsPerStream + stream * 0.37;
    const share = lap % 1;
    // A comet that would have left before its stream joined does not exist yet.
    if (share * secondsToNeck > age) continue;
    // While few flow, each shines brighter.
    const big = (0.6 + 0.8 * chance(stream * 57 + comet + Math.floor(lap) * 7)) * (1.5 - 0.5 * strength);
    drawComet(light, view, time, stream, share, big);
  }

  function drawComet(into: Light, seen: View, now: number, of: number, share: number, big: number): void {
    const tail = 14;
    let ahead: [number, number] | undefined;
    for (let link = 0; link < tail; link++) {
      const along = pace(Math.max(0, share - link * 0.0042));
      const place = placeOn(of, along, now);
      const at = seen.project(place.x, place.y);
      const near = 0.72 + 0.28 * place.depth;
      const fade = (1 - link / tail) ** 2 * near * big;
      const hot = rise(along, 1.2, 2) * 0.7;
      const radius = seen.scale * 0.0034 * near * mix(1, 0.6, rise(along, 1.3, 2));
      const tint = mixColours(colour, white, Math.max(hot, link === 0 ? 0.6 : 0));
      if (link === 0) {
        into.spot(at[0], at[1], radius * 1.35, tint, 1.5 * fade);
        into.spot(at[0], at[1], radius * 5, colour, 0.11 * fade);
      } else into.line(ahead!, at, radius * (1 - (link / tail) * 0.6), tint, 0.85 * fade);
      ahead = at;
    }
  }
}

function drawRail(
  light: Light,
  view: View,
  time: number,
  stream: number,
  reached: number,
  intensity: number,
): void {
  const colour = spectrum(stream / (streamCount - 1));
  const steps = 110;
  let before = placeOn(stream, 0, time);
  for (let step = 1; step <= steps && (step / steps) * 2 <= reached; step++) {
    const place = placeOn(stream, (step / steps) * 2, time);
    const near = 0.6 + 0.4 * place.depth;
    light.line(
      view.project(before.x, before.y),
      view.project(place.x, place.y),
      view.scale * 0.0016,
      colour,
      intensity * near,
    );
    before = place;
  }
}

function drawBeam(light: Light, view: View, time: number): void {
  const strength = flow(time);
  if (strength <= 0) return;
  const pulse = 1 + 0.12 * Math.sin(time * Math.PI * 2);
  const from = view.project(neck.x - 0.03, axisY);
  const to = view.project(beamEndX, axisY);
  const radius = view.scale * (0.0022 + 0.0042 * strength);
  light.line(from, to, radius, white, 1.5 * strength * pulse, 0.12 * strength);
  light.line(from, to, radius * 3.2, spectrum(0.15), 0.16 * strength, 0.05);
  const [x, y] = view.project(neck.x, axisY);
  light.spot(x, y, view.scale * 0.022 * pulse, white, 0.9 * strength);
  light.spot(x, y, view.scale * 0.062, spectrum(0.2), 0.13 * strength * pulse);
  for (let spark = 0; spark < 10; spark++) {
    const share = (time * 1.6 + spark / 10) % 1;
    const [sx, sy] = view.project(mix(neck.x, beamEndX, share), axisY);
    light.spot(sx, sy, view.scale * 0.005, spectrum(chance(spark)), 0.9 * strength * (1 - share ** 3));
  }
}
