import { registerEntryPoints } from './entry-points';
import { registerPlayers } from './players';

// Listeners must stand before the first turn ends, or the event that woke the background is lost.
registerEntryPoints();
registerPlayers();
