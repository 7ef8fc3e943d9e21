const clock = /^(\d+):(\d\d):(\d\d)(?:(\.\d+)|:(\d+(?:\.\d+)?))?$/;
const offset = /^(\d+(?:\.\d+)?)(h|ms|m|s|f|t)$/;
const unitSeconds: Readonly<Record<string, number>> = { h: 3600, m: 60, s: 1, ms: 0.001 };

/**
 * Reads times as a document of TTML writes them: section 12.3.1. Null for what is none.
 * @param root attributes of its `tt`, by their local names
 */
export function timeReader(root: ReadonlyMap<string, string>): (time: string) => number | null {
  const numberOf = (name: string) => Number(root.get(name)) || null;
  const [numerator = 1, denominator = 1] = (root.get('frameRateMultiplier') ?? '')
    .split(' ')
    .map((each) => Number(each) || 1);
  const frameRate = ((numberOf('frameRate') ?? 30) * numerator) / denominator;
  const tickRate = numberOf('tickRate') ?? (root.has('frameRate') ? frameRate : 1);
  return (time) => {
    const [, hours, minutes, seconds, fraction, frames] = clock.exec(time.trim()) ?? [];
    if (hours !== undefined) {
      const whole = 3600 * Number(hours) + 60 * Number(minutes) + Number(seconds);
      return whole + Number(fraction ?? 0) + Number(frames ?? 0) / frameRate;
    }
    const [, count, unit = ''] = offset.exec(time.trim()) ?? [];
    if (count === undefined) return null;
    if (unit === 'f') return Number(count) / frameRate;
    return unit === 't' ? Number(count) / tickRate : Number(count) * unitSeconds[unit]!;
  };
}
