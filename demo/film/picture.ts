import { viewAt } from './camera';
import { Darkroom, Light } from './light';
import { drawOverlay } from './overlay';
import { chance, filmSeconds, rise } from './score';
import { drawStreams } from './streams';
import { drawWord } from './word';

/** A painter of the film's pictures: seconds to 24-bit RGB, which the next call overwrites. */
export function painter(width: number, height: number): (time: number) => Uint8Array {
  const light = new Light(width, height);
  const darkroom = new Darkroom(width, height);
  return (time) => {
    light.clear();
    const view = viewAt(time, width, height);
    drawStars(light, view.scale / height, time);
    drawStreams(light, view, time);
    drawWord(light, view, time);
    drawOverlay(light, time);
    return darkroom.develop(
      light,
      rise(time, -0.4, 0.7) * (1 - rise(time, filmSeconds - 1.6, filmSeconds - 0.1)),
    );
  };
}

/** Far away: they move a little as the camera comes nearer. */
function drawStars(light: Light, zoom: number, time: number): void {
  const depth = zoom ** 0.15;
  for (let star = 0; star < 90; star++) {
    const x = ((chance(star) - 0.5) * depth * 1.1 + 0.5) * light.width;
    const y = ((chance(star + 500) - 0.5) * depth * 1.1 + 0.5) * light.height;
    const twinkle = 0.8 + 0.2 * Math.sin(time * 0.7 + star);
    light.spot(x, y, light.height * 0.0012, [0.7, 0.8, 1], (0.06 + 0.22 * chance(star + 900) ** 3) * twinkle);
  }
}
