/** Of all samples: tables are read, code is compiled and the buffers fill before memory can be flat. */
const warmUpShare = 0.1;
/** What the last third may hold more than the first. */
const growthShare = 0.05;
const growthBytes = 1_000_000;

/**
 * Compares the last third of a series with the first after the warm-up, each by its lowest sample: bytes in hand come and go by
 * blocks of megabytes, and what is never let go of raises the lowest too.
 */
export function judgeHeap(bytes: readonly number[]): {
  firstBytes: number;
  lastBytes: number;
  isFlat: boolean;
} {
  const warm = bytes.slice(Math.ceil(bytes.length * warmUpShare));
  const third = Math.max(1, Math.floor(warm.length / 3));
  const firstBytes = Math.min(...warm.slice(0, third));
  const lastBytes = Math.min(...warm.slice(-third));
  return { firstBytes, lastBytes, isFlat: lastBytes - firstBytes <= firstBytes * growthShare + growthBytes };
}
