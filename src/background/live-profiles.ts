import type { HeaderProfile } from '../shared/header-profiles';
import { storedProfiles } from '../shared/stored-profiles';

/** The viewer's header profiles as they are at the moment. */
export interface LiveProfiles {
  /** None until they have been read, and where they cannot be: a host that does not mind plays without. */
  readonly now: readonly HeaderProfile[];
  readonly read: Promise<void>;
  /** @returns stops it */
  onChange(listener: () => void): () => void;
}

export function liveProfiles(): LiveProfiles {
  const listeners = new Set<() => void>();
  let now: readonly HeaderProfile[] = [];
  storedProfiles.watch((profiles) => {
    now = profiles;
    for (const listener of listeners) listener();
  });
  const read = storedProfiles.read().then(
    (profiles) => {
      now = profiles;
    },
    () => {},
  );
  return {
    get now() {
      return now;
    },
    read,
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
