import { registerContextMenu } from './context-menu';
import { registerFirstRun } from './first-run';
import { registerOmnibox } from './omnibox';

/**
 * The ways into the player besides the popup. To be called while the background starts, before anything is awaited:
 * the browser wakes it for an event only where it finds a listener at once.
 */
export function registerEntryPoints(): void {
  registerContextMenu();
  registerFirstRun();
  registerOmnibox();
}
