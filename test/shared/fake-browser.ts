import { vi } from 'vitest';

type Changes = Record<string, { oldValue?: unknown; newValue?: unknown }>;
type Listener = (changes: Changes, area: string) => void;

/** An extension's storage and locks, as far as the code here uses them: what is stored is copied, every call takes a turn. */
export class FakeBrowser {
  stored: Record<string, unknown> = {};
  writes = 0;
  readonly extension = { inIncognitoContext: false };
  readonly #listeners = new Set<Listener>();
  #lastLock: Promise<unknown> = Promise.resolve();

  readonly storage = {
    local: {
      get: async (key: string) => {
        await null;
        return key in this.stored ? { [key]: structuredClone(this.stored[key]) } : {};
      },
      set: async (items: Record<string, unknown>) => {
        await null;
        this.writes += 1;
        const changes: Changes = {};
        for (const [key, newValue] of Object.entries(structuredClone(items))) {
          changes[key] = { oldValue: this.stored[key], newValue };
          this.stored[key] = newValue;
        }
        this.tell(changes, 'local');
      },
      remove: async (key: string) => {
        await null;
        const oldValue = this.stored[key];
        delete this.stored[key];
        this.tell({ [key]: { oldValue } }, 'local');
      },
    },
    onChanged: {
      addListener: (listener: Listener) => this.#listeners.add(listener),
      removeListener: (listener: Listener) => this.#listeners.delete(listener),
    },
  };

  readonly #locks = {
    request: <T>(_name: string, act: () => Promise<T>): Promise<T> => {
      const done = this.#lastLock.then(act);
      this.#lastLock = done.catch(() => {});
      return done;
    },
  };

  constructor() {
    vi.stubGlobal('navigator', { locks: this.#locks });
  }

  tell(changes: Changes, area: string): void {
    for (const listener of this.#listeners) listener(changes, area);
  }

  reset(): void {
    this.stored = {};
    this.writes = 0;
    this.extension.inIncognitoContext = false;
    this.#listeners.clear();
  }
}
