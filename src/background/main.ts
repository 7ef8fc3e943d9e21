import { registerEntryPoints } from './entry-points';
import { registerPlayers } from './players';
import { registerPrivateLogins } from './private-logins';
import { registerMediaProbe } from './probe-media';
import { purged } from './session-rules';
import { registerSpeedBadge } from './speed-badge';

// Listeners must stand before the first turn ends, or the event that woke the background is lost.
registerEntryPoints();
registerPlayers();
// Whoever writes rules meets the failure again, and plays without.
void purged().catch(() => {});
registerMediaProbe();
registerPrivateLogins();
registerSpeedBadge();
