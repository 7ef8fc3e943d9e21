import type { PlayerState } from '../core/funnel/share';

/** What players in different tabs say to each other. */
export type NeighbourMessage =
  | { readonly type: 'state'; readonly state: PlayerState }
  /** Forget me. */
  | { readonly type: 'bye'; readonly id: string };

/** Whether it is such a message: after an update, a tab may still run another version. */
export function isNeighbourMessage(message: unknown): message is NeighbourMessage {
  if (!isRecord(message)) return false;
  if (message.type === 'bye') return typeof message.id === 'string';
  return message.type === 'state' && isPlayerState(message.state);
}

const isPlayerState = (state: unknown): state is PlayerState =>
  isRecord(state) &&
  typeof state.id === 'string' &&
  Array.isArray(state.hosts) &&
  state.hosts.every((host) => typeof host === 'string') &&
  typeof state.isVisible === 'boolean' &&
  typeof state.isPlaying === 'boolean' &&
  typeof state.isFetching === 'boolean';

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;
