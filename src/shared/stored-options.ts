import { defaultFunnelOptions, type FunnelOptions } from '../core/funnel/options';
import { optionNames, parseOptions } from './options';
import { storedValue } from './stored-value';

/** What is at its default stays unsaid, so that a better default of a later version reaches everybody. */
const changedOptions = (options: FunnelOptions): Partial<FunnelOptions> =>
  Object.fromEntries(
    optionNames
      .filter((name) => options[name] !== defaultFunnelOptions[name])
      .map((name) => [name, options[name]]),
  );

/** Kept on this machine, not in the browser's account: they are about its line, and nothing is to go to anyone's server. */
export const storedOptions = storedValue('options', parseOptions, changedOptions);

/** The viewer's options; whatever is stored, they are valid. */
export const readOptions = storedOptions.read;

/** Changes some of the options. A value that is not valid becomes the default: ask `parseOption` first. */
export const writeOptions = (changes: Partial<FunnelOptions>): Promise<void> =>
  storedOptions.change((options) => parseOptions({ ...options, ...changes }));

/**
 * Calls back with the new options after each change, made here or in another page.
 * @returns stops it
 */
export const watchOptions = storedOptions.watch;
