import { optionRules } from '../shared/options';

/** How many connections were of use for a host, and when that was seen. */
export interface RememberedHost {
  readonly host: string;
  readonly connections: number;
  /** Milliseconds since the epoch. */
  readonly atMs: number;
}

export const hostsMax = 200;
/** Servers and the lines to them change: what was seen longer ago than a week says nothing. */
export const hostAgeMaxMs = 7 * 24 * 60 * 60 * 1000;

/** The hosts worth keeping of whatever was stored: latest first, each once, none too old, at most `hostsMax`. */
export function keptHosts(stored: unknown, nowMs: number): RememberedHost[] {
  const hosts = Array.isArray(stored) ? stored.filter(isRememberedHost) : [];
  // A clock that was set back leaves times in the future: they are no better than those too old.
  const fresh = hosts.filter(({ atMs }) => Math.abs(nowMs - atMs) <= hostAgeMaxMs);
  const latestFirst = fresh.sort((a, b) => b.atMs - a.atMs);
  const once = new Map<string, RememberedHost>();
  for (const each of latestFirst) if (!once.has(each.host)) once.set(each.host, each);
  return [...once.values()].slice(0, hostsMax);
}

function isRememberedHost(value: unknown): value is RememberedHost {
  if (typeof value !== 'object' || value === null) return false;
  const { host, connections, atMs } = value as Partial<Record<keyof RememberedHost, unknown>>;
  const { min, max } = optionRules.connections;
  return (
    typeof host === 'string' &&
    Number.isInteger(connections) &&
    (connections as number) >= min &&
    (connections as number) <= max &&
    Number.isFinite(atMs)
  );
}
