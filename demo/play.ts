import { setTimeout as delay } from 'node:timers/promises';
import { liveLine, type Reading, read } from './reading';
import type { Scene } from './scene';

export interface Played {
  elapsedSeconds: number;
  funnel: Reading;
  plain: Reading | null;
}

/**
 * Tells each second how far both have played, until `stopped` settles or the time is over.
 * @returns the last reading; null when the browser was gone before the first
 */
export async function watch(
  { funnel, plain }: Scene,
  stopped: Promise<void>,
  seconds = Number.POSITIVE_INFINITY,
): Promise<Played | null> {
  const startMs = performance.now();
  const elapsedSeconds = () => (performance.now() - startMs) / 1000;
  let over = false;
  void stopped.then(() => {
    over = true;
  });
  let last: Played | null = null;
  for (let second = 1; second <= seconds; second++) {
    await Promise.race([delay(startMs + second * 1000 - performance.now()), stopped]);
    if (over) break;
    try {
      const [left, right] = await Promise.all([read(funnel), plain && read(plain)]);
      last = { elapsedSeconds: elapsedSeconds(), funnel: left, plain: right };
    } catch {
      // The viewer closed one of the windows: the demo is over.
      break;
    }
    console.log(liveLine(last.elapsedSeconds, last.funnel, last.plain));
  }
  return last;
}
