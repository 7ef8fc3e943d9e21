import { commandLine, type Program } from '../shared/command-line';
import { filmTitle } from '../shared/film-title';
import {
  hostnameOf,
  mergeHeaders,
  profileHeaders,
  refererHeader,
  withoutSecrets,
} from '../shared/header-profiles';
import { storedProfiles } from '../shared/stored-profiles';

/**
 * Puts into the clipboard what has another program fetch the link with the headers Funnel would send.
 * @param referrer the page the link was on
 */
export async function copyCommand(program: Program, url: string, referrer: string | null): Promise<void> {
  const profiles = await storedProfiles.read().catch(() => []);
  // The program would tell a secret to whatever host the link leads it to.
  const ofHost = withoutSecrets(profileHeaders(profiles, hostnameOf(url)));
  const headers = mergeHeaders(ofHost, refererHeader(referrer, url));
  await navigator.clipboard.writeText(commandLine(program, url, headers, filmTitle(null, url)));
}
