import type { ConnectionsPanel } from './connections-panel';

/** What keys and pointer act on. */
export interface PlayerPage {
  readonly document: Document;
  readonly video: HTMLVideoElement;
  /** The `media-controller` around everything; it is what goes fullscreen. */
  readonly controller: HTMLElement;
  readonly panel: ConnectionsPanel;
  readonly toast: (text: string) => void;
}
