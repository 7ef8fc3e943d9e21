import browser from 'webextension-polyfill';
import { defaultFunnelOptions, type FunnelOptions } from '../core/funnel/options';
import { optionNames, parseOptions } from './options';

const storageKey = 'options';

/** The viewer's options; whatever is stored, they are valid. */
export async function readOptions(): Promise<FunnelOptions> {
  const stored = await browser.storage.local.get(storageKey);
  return parseOptions(stored[storageKey]);
}

/** Changes some of the options. A value that is not valid becomes the default: ask `parseOption` first. */
export async function writeOptions(changes: Partial<FunnelOptions>): Promise<void> {
  // Of two pages, or of two changes in a row, neither may write over what the other has just changed.
  await navigator.locks.request(`funnel-${storageKey}`, async () => {
    const options = parseOptions({ ...(await readOptions()), ...changes });
    // What is at its default stays unsaid, so that a better default of a later version reaches everybody.
    const changed = optionNames.filter((name) => options[name] !== defaultFunnelOptions[name]);
    const stored = Object.fromEntries(changed.map((name) => [name, options[name]]));
    await browser.storage.local.set({ [storageKey]: stored });
  });
}

/**
 * Calls back with the new options after each change, made here or in another page.
 * @returns stops it
 */
export function watchOptions(listener: (options: FunnelOptions) => void): () => void {
  type Changes = Parameters<Parameters<typeof browser.storage.onChanged.addListener>[0]>[0];
  const hear = (changes: Changes, area: string) => {
    const change = area === 'local' ? changes[storageKey] : undefined;
    if (change) listener(parseOptions(change.newValue));
  };
  browser.storage.onChanged.addListener(hear);
  return () => browser.storage.onChanged.removeListener(hear);
}
