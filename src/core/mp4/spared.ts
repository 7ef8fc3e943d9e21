import { FunnelError } from '../errors';

/** What `read` gives, or `otherwise` where the file is damaged there: for what a film plays without all the same. */
export function spared<T>(read: () => T, otherwise: T): T {
  try {
    return read();
  } catch (thrown) {
    if (thrown instanceof FunnelError || thrown instanceof RangeError) return otherwise;
    throw thrown;
  }
}
