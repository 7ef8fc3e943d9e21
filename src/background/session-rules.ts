import browser, { type DeclarativeNetRequest } from 'webextension-polyfill';

/** The session rules of one player. They end with it, and with the browser. */
export class SessionRules {
  readonly #ids = new Set<number>();
  #ended = false;
  #written: Promise<void> = Promise.resolve();

  newId(): number {
    return nextRuleId++;
  }

  /** Resolves when the browser has been told all there was to tell. */
  get written(): Promise<void> {
    return this.#written;
  }

  /**
   * Puts a rule in the place of the one before; null: there is none any more.
   * @throws where the browser does not take it
   */
  set(id: number, rule: Omit<DeclarativeNetRequest.Rule, 'id'> | null): Promise<void> {
    return this.#update(() => {
      if (this.#ended) return null;
      this.#ids.add(id);
      return { removeRuleIds: [id], addRules: rule === null ? [] : [{ id, ...rule }] };
    });
  }

  end(): Promise<void> {
    this.#ended = true;
    return this.#update(() => (this.#ids.size === 0 ? null : { removeRuleIds: [...this.#ids] }));
  }

  /** One change after the other, or an older one might come last. */
  #update(changes: () => DeclarativeNetRequest.UpdateSessionRulesOptionsType | null): Promise<void> {
    const done = this.#written.then(async () => {
      const options = changes();
      if (options === null) return;
      await purged();
      await browser.declarativeNetRequest.updateSessionRules(options);
    });
    this.#written = done.catch(() => {});
    return done;
  }
}

let nextRuleId = 1;
let purging: Promise<void> | null = null;

/** A background that was stopped leaves rules behind, and no player of this one has any before they are gone. */
export function purged(): Promise<void> {
  purging ??= purge();
  return purging;
}

async function purge(): Promise<void> {
  const rules = await browser.declarativeNetRequest.getSessionRules();
  if (rules.length === 0) return;
  await browser.declarativeNetRequest.updateSessionRules({ removeRuleIds: rules.map(({ id }) => id) });
}
