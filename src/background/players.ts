import browser, { type Runtime } from 'webextension-polyfill';
import { greeting, lifelineName, readyTimeoutMs } from '../shared/protocol';
import { type PlayerService, servePlayer } from './serve-player';

/**
 * The doors players come in by. Each opens a lifeline (a runtime port) and then hands over a MessagePort,
 * through which chunks are transferred, not copied. Where it cannot (a private window in Firefox), orders and
 * bytes take the lifeline itself.
 */
export function registerPlayers(): void {
  /** What the end of a player's lifeline ends, by the name it gives itself. */
  const lines = new Map<string, { service: PlayerService; port: MessagePort }>();
  /**
   * A background that is being stopped may still be handed a port, while the lifeline leads to the next one: then nobody would
   * tell the player that its port is dead. So a background that does not have both says nothing, and is called again.
   */
  const lifelines = new Set<string>();
  const answer = (playerId: string) => {
    if (lifelines.has(playerId)) lines.get(playerId)?.port.postMessage({ type: 'ready' });
  };
  const hangUp = (playerId: string) => {
    lines.get(playerId)?.service.end();
    lines.get(playerId)?.port.close();
    lines.delete(playerId);
  };

  browser.runtime.onConnect.addListener((lifeline) => {
    const playerId = playerIdOf(lifeline);
    if (playerId === null) {
      lifeline.disconnect();
      return;
    }
    const service = servePlayer((message) => lifeline.postMessage(message));
    lifelines.add(playerId);
    answer(playerId);
    lifeline.onMessage.addListener((message) => service.hear(message));
    lifeline.onDisconnect.addListener(() => {
      service.end();
      lifelines.delete(playerId);
      hangUp(playerId);
    });
  });

  // In Chromium this is the service worker's message event, in Firefox the background window's.
  globalThis.addEventListener('message', (event: MessageEvent) => {
    const port = event.ports[0];
    if (event.origin !== location.origin || event.data?.type !== greeting || !port) return;
    const service = servePlayer((message) =>
      port.postMessage(message, message.type === 'bytes' ? [message.bytes.buffer] : []),
    );
    const playerId = String(event.data.playerId);
    lines.set(playerId, { service, port });
    port.onmessage = ({ data }) => service.hear(data);
    answer(playerId);
    // By then the player has called again; what hangs here would keep its connections.
    setTimeout(() => {
      if (!lifelines.has(playerId)) hangUp(playerId);
    }, readyTimeoutMs);
  });
}

/** The player's name for itself, if the port is a lifeline from one of our own pages; null for anyone else. */
function playerIdOf(port: Runtime.Port): string | null {
  const [name, playerId] = port.name.split(' ');
  const ours =
    port.sender?.id === browser.runtime.id &&
    port.sender.url?.startsWith(browser.runtime.getURL('player/')) === true;
  return ours && name === lifelineName && playerId ? playerId : null;
}
