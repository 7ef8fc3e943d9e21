// A picture made by adding light, and its development: bloom, tone curve, 8 bits.

export type Colour = readonly [red: number, green: number, blue: number];

/** Pixels of linear light, red, green and blue interleaved. Coordinates and radii are in pixels. */
export class Light {
  readonly pixels: Float32Array;

  constructor(
    readonly width: number,
    readonly height: number,
  ) {
    this.pixels = new Float32Array(width * height * 3);
  }

  clear(): void {
    this.pixels.fill(0);
  }

  /** A soft round spot. */
  spot(x: number, y: number, radius: number, [red, green, blue]: Colour, intensity: number): void {
    const reach = Math.max(1.2, radius * 2);
    const left = Math.max(0, Math.ceil(x - reach));
    const right = Math.min(this.width - 1, Math.floor(x + reach));
    const top = Math.max(0, Math.ceil(y - reach));
    const bottom = Math.min(this.height - 1, Math.floor(y + reach));
    const perReach = 1 / (reach * reach);
    for (let row = top; row <= bottom; row++) {
      const dy2 = (row - y) * (row - y);
      let at = (row * this.width + left) * 3;
      for (let column = left; column <= right; column++, at += 3) {
        const fade = 1 - ((column - x) * (column - x) + dy2) * perReach;
        if (fade <= 0) continue;
        const light = intensity * fade * fade;
        this.pixels[at] = this.pixels[at]! + red * light;
        this.pixels[at + 1] = this.pixels[at + 1]! + green * light;
        this.pixels[at + 2] = this.pixels[at + 2]! + blue * light;
      }
    }
  }

  /** A soft line of even brightness, from overlapping spots. `from` and `to` are its intensities at the ends. */
  line(
    [x0, y0]: readonly [number, number],
    [x1, y1]: readonly [number, number],
    radius: number,
    colour: Colour,
    from: number,
    to = from,
  ): void {
    const length = Math.hypot(x1 - x0, y1 - y0);
    const spots = Math.max(1, Math.round(length / Math.max(0.7, radius * 0.7)));
    const share = length / spots / Math.max(1, radius);
    for (let spot = 0; spot < spots; spot++) {
      const along = (spot + 0.5) / spots;
      const intensity = (from + (to - from) * along) * share;
      this.spot(x0 + (x1 - x0) * along, y0 + (y1 - y0) * along, radius, colour, intensity);
    }
  }
}

/** Turns light into pictures of one size. Keeps its buffers. */
export class Darkroom {
  private readonly near: Light;
  private readonly far: Light;
  private readonly background: Float32Array;
  private readonly rgb: Uint8Array;

  constructor(
    private readonly width: number,
    private readonly height: number,
  ) {
    this.near = new Light(width / 4, height / 4);
    this.far = new Light(width / 16, Math.ceil(height / 16));
    this.background = nightSky(width, height);
    this.rgb = new Uint8Array(width * height * 3);
  }

  /** 24-bit RGB; the buffer is overwritten by the next call. `exposure` 0 is black, 1 is as lit. */
  develop(light: Light, exposure: number): Uint8Array {
    const unit = this.height / 720;
    shrink(light, this.near);
    blur(this.near, Math.round(3 * unit));
    shrink(this.near, this.far);
    blur(this.far, Math.max(1, Math.round(3 * unit)));
    addEnlarged(this.far, this.near, 0.9);
    this.compose(light, exposure);
    return this.rgb;
  }

  private compose(light: Light, exposure: number): void {
    const { width, height, near } = this;
    const rowLength = near.width * 3;
    for (let row = 0; row < height; row++) {
      const y = Math.min(near.height - 1.001, Math.max(0, (row - 1.5) / 4));
      const upper = Math.floor(y) * rowLength;
      const down = y - Math.floor(y);
      for (let column = 0; column < width; column++) {
        const x = Math.min(near.width - 1.001, Math.max(0, (column - 1.5) / 4));
        const at = upper + Math.floor(x) * 3;
        const right = x - Math.floor(x);
        const pixel = (row * width + column) * 3;
        for (let channel = 0; channel < 3; channel++) {
          const a = near.pixels[at + channel]!;
          const b = near.pixels[at + channel + 3]!;
          const c = near.pixels[at + channel + rowLength]!;
          const d = near.pixels[at + channel + rowLength + 3]!;
          const glow = a + (b - a) * right + (c - a + (a - b - c + d) * right) * down;
          const sum = light.pixels[pixel + channel]! + glow * 0.85 + this.background[pixel + channel]!;
          this.rgb[pixel + channel] = toneCurve[Math.min(4095, (sum * exposure * 512) | 0)]!;
        }
      }
    }
  }
}

/** Light 0..8 to 8 bits: bright light saturates softly. */
const toneCurve = Uint8Array.from(
  { length: 4096 },
  (_, step) => 255 * (1 - Math.exp(-step / 512)) ** 0.9 + 0.5,
);

function nightSky(width: number, height: number): Float32Array {
  const sky = new Float32Array(width * height * 3);
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const x = column / width - 0.45;
      const y = row / height - 0.45;
      const middle = Math.exp(-(x * x * 3 + y * y * 5));
      // Ordered dither of half a step hides the bands of so dark a gradient.
      const dither = ((((column & 1) * 2 + (row & 1) * 3) & 3) - 1.5) / 900;
      sky.set(
        [0.012 + 0.014 * middle + dither, 0.015 + 0.02 * middle + dither, 0.034 + 0.05 * middle + dither],
        (row * width + column) * 3,
      );
    }
  }
  return sky;
}

function shrink(from: Light, to: Light): void {
  to.clear();
  for (let row = 0; row < from.height; row++) {
    const toRow = Math.min(to.height - 1, row >> 2) * to.width;
    for (let column = 0; column < from.width; column++) {
      const at = (row * from.width + column) * 3;
      const into = (toRow + Math.min(to.width - 1, column >> 2)) * 3;
      to.pixels[into] = to.pixels[into]! + from.pixels[at]! / 16;
      to.pixels[into + 1] = to.pixels[into + 1]! + from.pixels[at + 1]! / 16;
      to.pixels[into + 2] = to.pixels[into + 2]! + from.pixels[at + 2]! / 16;
    }
  }
}

/** Three box blurs each way, nearly a Gaussian. */
function blur({ pixels, width, height }: Light, radius: number): void {
  const line = new Float32Array(Math.max(width, height));
  for (let pass = 0; pass < 3; pass++) {
    for (let channel = 0; channel < 3; channel++) {
      for (let row = 0; row < height; row++)
        boxBlur(pixels, row * width * 3 + channel, 3, width, radius, line);
      for (let column = 0; column < width; column++)
        boxBlur(pixels, column * 3 + channel, width * 3, height, radius, line);
    }
  }
}

function boxBlur(
  data: Float32Array,
  start: number,
  step: number,
  count: number,
  radius: number,
  line: Float32Array,
): void {
  let sum = 0;
  for (let index = 0; index < count; index++) line[index] = data[start + index * step]!;
  for (let index = 0; index < Math.min(radius, count); index++) sum += line[index]!;
  for (let index = 0; index < count; index++) {
    if (index + radius < count) sum += line[index + radius]!;
    if (index - radius - 1 >= 0) sum -= line[index - radius - 1]!;
    data[start + index * step] = Math.max(0, sum) / (2 * radius + 1);
  }
}

function addEnlarged(from: Light, to: Light, weight: number): void {
  for (let row = 0; row < to.height; row++) {
    const y = Math.min(from.height - 1.001, Math.max(0, (row - 1.5) / 4));
    for (let column = 0; column < to.width; column++) {
      const x = Math.min(from.width - 1.001, Math.max(0, (column - 1.5) / 4));
      const at = (Math.floor(y) * from.width + Math.floor(x)) * 3;
      const below = at + from.width * 3;
      const [right, down] = [x - Math.floor(x), y - Math.floor(y)];
      for (let channel = 0; channel < 3; channel++) {
        const upper = from.pixels[at + channel]! * (1 - right) + from.pixels[at + channel + 3]! * right;
        const lower = from.pixels[below + channel]! * (1 - right) + from.pixels[below + channel + 3]! * right;
        const into = (row * to.width + column) * 3 + channel;
        to.pixels[into] = to.pixels[into]! + (upper * (1 - down) + lower * down) * weight;
      }
    }
  }
}
