import { FunnelError } from '../errors';

/** Every count and size is checked before use; should one slip through, it is the file's fault all the same. */
export function guarded<T>(read: () => T): T {
  try {
    return read();
  } catch (thrown) {
    if (thrown instanceof RangeError) {
      throw new FunnelError('media/corrupt', thrown.message, { cause: thrown });
    }
    throw thrown;
  }
}
