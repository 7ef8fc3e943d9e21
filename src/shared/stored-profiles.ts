import { exampleProfiles, type HeaderProfile } from './header-profiles';
import { parseProfile, profilesMax } from './parse-profile';
import { storedValue } from './stored-value';

/** The viewer's header profiles, the examples where there are none yet. What is wrong in what was stored is left out. */
export const storedProfiles = storedValue('headerProfiles', parseProfiles);

function parseProfiles(stored: unknown): readonly HeaderProfile[] {
  if (!Array.isArray(stored)) return exampleProfiles;
  const parsed = stored.slice(0, profilesMax).map(parseProfile);
  return parsed.flatMap(({ value }) => (value === null ? [] : [value]));
}
