import type { ConnectionsPanel } from './connections-panel';
import type { OfferedPictures } from './offered-pictures';
import type { PageCommands } from './page-commands';
import type { TrackMenu } from './track-menu';

/** What keys and pointer act on. */
export interface PlayerPage {
  readonly document: Document;
  readonly video: HTMLVideoElement;
  /** The `media-controller` around everything; it is what goes fullscreen. */
  readonly controller: HTMLElement;
  readonly panel: ConnectionsPanel;
  readonly trackMenu: TrackMenu;
  readonly toast: (text: string) => void;
  readonly pictures: OfferedPictures;
  readonly pageCommands: PageCommands;
}
