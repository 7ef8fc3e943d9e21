import browser, { type Runtime } from 'webextension-polyfill';
import { greeting, lifelineName } from '../shared/protocol';
import { type PlayerService, servePlayer } from './serve-player';

/**
 * The doors players come in by. Each opens a lifeline (a runtime port) and then hands over a MessagePort,
 * through which chunks are transferred, not copied. Where it cannot (a private window in Firefox), orders and
 * bytes take the lifeline itself.
 */
export function registerPlayers(): void {
  /** By the name a player gives itself, so that the end of its lifeline ends its fetches. */
  const services = new Map<string, PlayerService>();

  browser.runtime.onConnect.addListener((lifeline) => {
    const playerId = playerIdOf(lifeline);
    if (playerId === null) {
      lifeline.disconnect();
      return;
    }
    const service = servePlayer((message) => lifeline.postMessage(message));
    lifeline.onMessage.addListener((message) => service.hear(message));
    lifeline.onDisconnect.addListener(() => {
      service.end();
      services.get(playerId)?.end();
      services.delete(playerId);
    });
  });

  // In Chromium this is the service worker's message event, in Firefox the background window's.
  globalThis.addEventListener('message', (event: MessageEvent) => {
    const port = event.ports[0];
    if (event.origin !== location.origin || event.data?.type !== greeting || !port) return;
    const playerId = String(event.data.playerId);
    services.get(playerId)?.end();
    const service = servePlayer((message) =>
      port.postMessage(message, message.type === 'bytes' ? [message.bytes.buffer] : []),
    );
    services.set(playerId, service);
    port.onmessage = ({ data }) => service.hear(data);
    port.postMessage({ type: 'ready' });
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
