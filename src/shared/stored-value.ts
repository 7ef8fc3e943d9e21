import browser from 'webextension-polyfill';

/** Something kept in the browser's local storage: whatever is stored there, what is read is valid. */
export interface StoredValue<Value> {
  read(): Promise<Value>;
  change(change: (value: Value) => Value): Promise<void>;
  /**
   * Calls back with the new value after each change, made here or in another page.
   * @returns stops it
   */
  watch(listener: (value: Value) => void): () => void;
  clear(): Promise<void>;
  /** A valid value of anything at all. */
  parse(stored: unknown): Value;
  /** What is stored of a value. */
  pack(value: Value): unknown;
}

/**
 * @param parse makes a value of anything at all, a valid one of what was stored
 * @param pack what is stored of a value
 */
export function storedValue<Value>(
  key: string,
  parse: (stored: unknown) => Value,
  pack: (value: Value) => unknown = (value) => value,
): StoredValue<Value> {
  const { local } = browser.storage;
  const read = async () => parse((await local.get(key))[key]);
  // Of two pages, or of two changes in a row, neither may write over what the other has just changed.
  const alone = (act: () => Promise<void>) => navigator.locks.request(`funnel-${key}`, act);
  return {
    parse,
    pack,
    read,
    change: (change) => alone(async () => local.set({ [key]: pack(change(await read())) })),
    clear: () => alone(() => local.remove(key)),
    watch(listener) {
      type Changes = Parameters<Parameters<typeof browser.storage.onChanged.addListener>[0]>[0];
      const hear = (changes: Changes, area: string) => {
        const change = area === 'local' ? changes[key] : undefined;
        if (change) listener(parse(change.newValue));
      };
      browser.storage.onChanged.addListener(hear);
      return () => browser.storage.onChanged.removeListener(hear);
    },
  };
}
