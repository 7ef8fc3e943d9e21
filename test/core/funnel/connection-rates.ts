/** How much connections to one server differ: factors with a mean of 1, for `NetworkConditions.drawFactor`. */

/** @param sigma of the logarithm: 0.5 is a mild spread, with 1 one connection in six is under a quarter of the mean */
export const lognormal =
  (sigma: number) =>
  (random: () => number): number =>
    Math.exp(sigma * normal(random) - sigma ** 2 / 2);

/** @param alpha above 1; with 1.5 a few connections are as fast as all the others */
export const pareto =
  (alpha: number) =>
  (random: () => number): number =>
    ((alpha - 1) / alpha) * (1 - random()) ** (-1 / alpha);

/** One connection in `every` has `factor` of the rate. */
export const oneIn =
  (every: number, factor: number) =>
  (random: () => number): number =>
    random() < 1 / every ? factor : 1;

/** Box and Muller's. */
const normal = (random: () => number): number =>
  Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
