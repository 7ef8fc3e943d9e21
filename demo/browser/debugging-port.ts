import { readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';

const lookEveryMs = 50;

/**
 * Reads what a browser writes into its profile once its debugging port listens.
 * @param parse undefined while the text is not whole
 * @throws when nothing has come within `withinMs`
 */
export async function awaitDebuggingPort<T>(
  file: string,
  parse: (text: string) => T | undefined,
  withinMs = 30_000,
): Promise<T> {
  const deadlineMs = performance.now() + withinMs;
  while (performance.now() < deadlineMs) {
    const found = parse(await readFile(file, 'utf8').catch(() => ''));
    if (found !== undefined) return found;
    await delay(lookEveryMs);
  }
  throw new Error(`The browser did not open its debugging port within ${withinMs / 1000} s.`);
}
