import browser, { type DeclarativeNetRequest } from 'webextension-polyfill';
import {
  type Header,
  hostnameOf,
  mergeHeaders,
  profileHeaders,
  refererHeader,
  withoutSecrets,
} from '../shared/header-profiles';
import { isPrivateAddress, privateAddressPatterns } from '../shared/private-address';
import { liveProfiles } from './live-profiles';
import { SessionRules } from './session-rules';

/** Read while the background starts: no first request is to wait for it. */
const profiles = liveProfiles();

/** Requests that get headers of their own: those to one host by one scheme, or those a tab's own `<video>` makes. */
interface Covered {
  readonly ruleId: number;
  /** Any address of them. */
  readonly url: string;
  /** The address that led there; its headers go along, but for its secrets. */
  readonly from: string;
  /** null: by whoever asks. */
  readonly tabId: number | null;
  /** When the headers began to go along, by `performance.now()`; Infinity while the browser is still being told. */
  sinceMs: number;
  headers: readonly Header[];
}

/**
 * The headers of one player's requests that `fetch` may not set: the Referer that a click on the link would have sent,
 * and what the viewer's profiles say of a host. Session rules of the browser's may. They hold for requests of this
 * extension to the hosts it was told of, and no others.
 */
export class HeaderRules {
  readonly #referrer: string | null;
  readonly #covered = new Map<string, Covered>();
  readonly #rules = new SessionRules();
  readonly #unwatch: () => void;

  /** @param referrer the page the link was on; null where it came from none */
  constructor(referrer: string | null) {
    this.#referrer = referrer;
    this.#unwatch = profiles.onChange(() => {
      for (const covered of this.#covered.values()) void this.#write(covered);
    });
  }

  /**
   * Has the headers go along to the host of this address from now on.
   * @param from the address that led there
   */
  async cover(url: string, from = url): Promise<void> {
    await this.#cover(`${schemeOf(url)}//${hostnameOf(url)}`, url, from, null);
  }

  /**
   * Has them go along with what the tab's own `<video>` asks for, wherever this address leads it; but out of the public
   * net into the viewer's own it is not led: what it follows nobody else sees.
   * @param authorization for the address's own host and port; where it is plain http, by https too
   * @throws where the browser does not take the rule that keeps it out
   */
  async coverTab(tabId: number, url: string, authorization: string | null): Promise<void> {
    if (!isPrivateAddress(url)) {
      for (const pattern of privateAddressPatterns) {
        await this.#rules.set(this.#rules.newId(), keptOut(tabId, pattern));
      }
    }
    if (authorization !== null) {
      // Without it the host says itself what is missing.
      await this.#rules.set(this.#rules.newId(), letIn(tabId, url, authorization)).catch(() => {});
    }
    await this.cover(url);
    for (const scheme of ['http:', 'https:'] as const) {
      await this.#cover(`${scheme} in ${tabId}`, `${scheme}//leads.invalid/`, url, tabId);
    }
  }

  /** Whether a request sent then lacked headers that one sent now would have. */
  lackedAt(timeMs: number, url: string): boolean {
    const covered = this.#covered.get(`${schemeOf(url)}//${hostnameOf(url)}`);
    return covered !== undefined && covered.headers.length > 0 && covered.sinceMs > timeMs;
  }

  async end(): Promise<void> {
    this.#unwatch();
    await this.#rules.end().catch(() => {});
  }

  async #cover(key: string, url: string, from: string, tabId: number | null): Promise<void> {
    await profiles.read;
    if (!this.#covered.has(key)) {
      const covered = { ruleId: this.#rules.newId(), url, from, tabId, sinceMs: Infinity, headers: [] };
      this.#covered.set(key, covered);
      await this.#write(covered);
      covered.sinceMs = performance.now();
    }
    await this.#rules.written;
  }

  #write(covered: Covered): Promise<void> {
    const headers = this.#headersOf(covered);
    if (headers.length === 0 && covered.headers.length === 0) return Promise.resolve();
    covered.headers = headers;
    // A host that does not mind plays without.
    return this.#rules.set(covered.ruleId, headers.length === 0 ? null : ruleOf(covered)).catch(() => {});
  }

  #headersOf({ url, from }: Covered): readonly Header[] {
    const ofHost = profileHeaders(profiles.now, hostnameOf(url));
    // A secret of a secure address is not told in clear, even to the same host.
    const own = schemeOf(from) === 'https:' && schemeOf(url) === 'http:' ? withoutSecrets(ofHost) : ofHost;
    const led = withoutSecrets(profileHeaders(profiles.now, hostnameOf(from)));
    return mergeHeaders(own, led, refererHeader(this.#referrer, url));
  }
}

const schemeOf = (url: string): 'http:' | 'https:' => (/^https:/i.test(url) ? 'https:' : 'http:');

const initiatorDomains = [new URL(browser.runtime.getURL('')).host];

const keptOut = (tabId: number, regexFilter: string): Omit<DeclarativeNetRequest.Rule, 'id'> => ({
  action: { type: 'block' },
  condition: ofVideo(tabId, regexFilter),
});

/** `<video>` takes no user and password in an address, in Chromium. */
const letIn = (tabId: number, url: string, value: string): Omit<DeclarativeNetRequest.Rule, 'id'> => ({
  action: {
    type: 'modifyHeaders',
    requestHeaders: [{ header: 'authorization', operation: 'set', value }],
  },
  // Browsers may ask by https where a page was to have plain http.
  condition: ofVideo(
    tabId,
    `^${schemeOf(url) === 'https:' ? 'https' : 'https?'}://${escaped(new URL(url).host)}/`,
  ),
});

const ofVideo = (tabId: number, regexFilter: string): DeclarativeNetRequest.RuleConditionType => ({
  initiatorDomains,
  regexFilter,
  resourceTypes: ['media'],
  tabIds: [tabId],
});

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

function ruleOf({ url, tabId, headers }: Covered): Omit<DeclarativeNetRequest.Rule, 'id'> {
  return {
    action: {
      type: 'modifyHeaders',
      requestHeaders: headers.map(({ name, value }) => ({ header: name, operation: 'set', value })),
    },
    condition: {
      initiatorDomains,
      urlFilter: `|${schemeOf(url)}`,
      ...(tabId === null
        ? { requestDomains: [hostnameOf(url)], resourceTypes: ['xmlhttprequest', 'media', 'other'] }
        : { tabIds: [tabId], resourceTypes: ['media'] }),
    },
  };
}
