import { framesPerSecond, rise } from './score';

/** World to picture. World units are picture heights at zoom 1; y grows downward. */
export interface View {
  /** Pixels a world unit. */
  scale: number;
  project(x: number, y: number): [x: number, y: number];
}

/** Where the camera looks, and how closely. */
const shots = [
  { at: 0, x: 0.6, y: 0.455, zoom: 1.3 },
  { at: 11, x: 0.86, y: 0.49, zoom: 1 },
  { at: 21, x: 0.86, y: 0.49, zoom: 1 },
  { at: 29, x: 1.24, y: 0.475, zoom: 1.75 },
  { at: 40, x: 1.3, y: 0.47, zoom: 1.95 },
  { at: 48, x: 0.8889, y: 0.49, zoom: 1 },
  { at: 56, x: 0.8889, y: 0.49, zoom: 1.03 },
];

export function viewAt(time: number, width: number, height: number): View {
  const next = Math.max(
    1,
    shots.findIndex((shot) => shot.at > time - 1 / framesPerSecond),
  );
  const from = shots[next - 1]!;
  const to = shots[next] ?? from;
  const share = rise(time, from.at, to.at);
  // Zoom multiplies, so it is evened out in its logarithm.
  const zoom = from.zoom * (to.zoom / from.zoom) ** share;
  const x = from.x + (to.x - from.x) * share + Math.sin(time * 0.31) * 0.006;
  const y = from.y + (to.y - from.y) * share + Math.cos(time * 0.23) * 0.006;
  const scale = zoom * height;
  return { scale, project: (px, py) => [(px - x) * scale + width / 2, (py - y) * scale + height / 2] };
}
