/**
 * How much of some bytes a free connection takes so that all that share them are done at the same time: those that are
 * busy with something else for longer take less, or nothing.
 * @param bytes to be shared, by connections equally fast
 * @param busyMs for how long each of the others is still busy
 */
export function evenShare(bytes: number, busyMs: readonly number[], bytesPerSecond: number): number {
  const allMs = (bytes * 1000) / bytesPerSecond;
  let sharing = 1;
  let sumMs = 0;
  for (const ms of busyMs.toSorted((a, b) => a - b)) {
    if ((allMs + sumMs) / sharing <= ms) break;
    sharing += 1;
    sumMs += ms;
  }
  return (((allMs + sumMs) / sharing) * bytesPerSecond) / 1000;
}
