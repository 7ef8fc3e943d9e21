import { tuning } from './options';

/**
 * How long to wait after the `failures`-th failure in a row (counted from 1): doubling, capped,
 * spread by ±50 % so that a dozen connections refused at once do not come back at once.
 * @param random in [0, 1)
 */
export function retryDelayMs(failures: number, random: number): number {
  const delayMs = Math.min(tuning.retryDelayMs * 2 ** (failures - 1), tuning.retryDelayMaxMs);
  return delayMs * (0.5 + random);
}
