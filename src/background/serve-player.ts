import { isToBackground, type ToPlayer } from '../shared/protocol';
import { fetchPiece } from './fetch-piece';
import { HeaderRules } from './header-rules';
import { showSpeed } from './speed-badge';

/** Tells a player something; bytes are transferred where the way allows it. */
export type Tell = (message: ToPlayer) => void;

export interface PlayerService {
  /** Anything may come in here: what is not an order of the protocol is ignored. */
  hear(message: unknown): void;
  /** The player is gone: everything in flight is cancelled. */
  end(): void;
}

/** Executes one player's orders. Keeps nothing but what is in flight. */
export function servePlayer(tell: Tell): PlayerService {
  const inFlight = new Map<number, AbortController>();
  let rules: HeaderRules | null = null;
  return {
    hear(message) {
      if (!isToBackground(message)) return;
      if (message.type === 'speed') {
        showSpeed(inFlight, message.bytesPerSecond);
        return;
      }
      if (message.type === 'cancel') {
        inFlight.get(message.requestId)?.abort();
        inFlight.delete(message.requestId);
        return;
      }
      rules ??= new HeaderRules(message.referrer);
      if (message.type === 'cover') {
        const { requestId, tabId, url, authorization } = message;
        rules.coverTab(tabId, url, authorization).then(
          () => tell({ type: 'ended', requestId, protocol: null }),
          (thrown) =>
            tell({ type: 'failed', requestId, error: { code: 'internal/bug', detail: String(thrown) } }),
        );
        return;
      }
      const controller = new AbortController();
      inFlight.set(message.requestId, controller);
      void fetchPiece(message, rules, controller.signal, (reply) => {
        if (!controller.signal.aborted) tell(reply);
      }).finally(() => inFlight.delete(message.requestId));
    },
    end() {
      for (const controller of inFlight.values()) controller.abort();
      inFlight.clear();
      showSpeed(inFlight, null);
      void rules?.end();
    },
  };
}
