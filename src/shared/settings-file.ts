import type { StoredValue } from './stored-value';

/** What a file of settings may be refused for; `part` is what is wrong in it. */
export type SettingsFault =
  | { readonly fault: 'too-large' | 'not-settings' | 'newer' }
  | { readonly fault: 'bad-value'; readonly part: string };

/** Settings by the name they are stored by. */
export type Settings = Readonly<Record<string, StoredValue<object>>>;

/** Of what a file holds. A file of an earlier version is understood by every later one. */
const version = 1;
const lengthMax = 1_000_000;

/** All that was changed, to be read again by `readSettings` in another browser. */
export async function settingsText(settings: Settings): Promise<string> {
  const parts = await Promise.all(
    Object.entries(settings).map(async ([name, stored]) => [name, stored.pack(await stored.read())]),
  );
  return `${JSON.stringify({ funnel: version, ...Object.fromEntries(parts) }, null, 2)}\n`;
}

/** What is stored now. @returns puts it in place again, whatever has become of it */
export async function keepSettings(settings: Settings): Promise<() => Promise<void>> {
  const values = Object.values(settings);
  const kept = await Promise.all(values.map((stored) => stored.read()));
  return async () => {
    for (const [index, stored] of values.entries()) await stored.change(() => kept[index]!);
  };
}

/**
 * Puts what a file says in place of what is stored; what it leaves out stays. Where anything in it is wrong, nothing is
 * changed at all.
 * @returns null when it is done, or why it is not
 */
export async function readSettings(settings: Settings, text: string): Promise<SettingsFault | null> {
  const parsed = parseFile(settings, text);
  if ('fault' in parsed) return parsed;
  for (const [name, value] of Object.entries(parsed.parts)) await settings[name]!.change(() => value);
  return null;
}

function parseFile(
  settings: Settings,
  text: string,
): SettingsFault | { readonly parts: Readonly<Record<string, object>> } {
  if (text.length > lengthMax) return { fault: 'too-large' };
  const file = parseJson(text);
  if (!isRecord(file) || typeof file.funnel !== 'number') return { fault: 'not-settings' };
  if (file.funnel > version) return { fault: 'newer' };
  const { funnel: _, ...given } = file;
  const parts: Record<string, object> = {};
  for (const [name, value] of Object.entries(given)) {
    const stored = Object.hasOwn(settings, name) ? settings[name]! : null;
    const wrong = stored === null ? '' : wrongPart(stored, value);
    if (stored === null || wrong !== null) {
      return { fault: 'bad-value', part: [name, wrong].filter(Boolean).join('.') };
    }
    parts[name] = stored.parse(value);
  }
  return { parts };
}

/** The first part that reading would leave out or make another; null where there is none, '' for all of it. */
function wrongPart(stored: StoredValue<object>, given: unknown): string | null {
  if (Array.isArray(given)) {
    const index = given.findIndex((item) => !isKept(stored.parse([item]), 1));
    if (index >= 0) return String(index + 1);
    return isKept(stored.parse(given), given.length) ? null : '';
  }
  if (!isRecord(given) || Array.isArray(stored.parse(given))) return '';
  const value: Record<string, unknown> = { ...stored.parse(given) };
  const wrong = Object.entries(given).find(
    ([name, part]) => !Object.hasOwn(value, name) || JSON.stringify(value[name]) !== JSON.stringify(part),
  );
  return wrong === undefined ? null : wrong[0];
}

const isKept = (value: unknown, length: number): boolean => Array.isArray(value) && value.length === length;

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
