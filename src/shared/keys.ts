import { storedValue } from './stored-value';

/** What keys can do in the player, in the order it is shown, each with its keys as `keyName` names them. */
export const defaultKeys = {
  playPause: ['Space', 'k'],
  back: ['j'],
  forward: ['l'],
  backALittle: ['ArrowLeft'],
  forwardALittle: ['ArrowRight'],
  toStart: ['Home'],
  toEnd: ['End'],
  frameBack: [','],
  frameForward: ['.'],
  slower: ['<'],
  faster: ['>'],
  volumeUp: ['ArrowUp'],
  volumeDown: ['ArrowDown'],
  mute: ['m'],
  fullscreen: ['f'],
  pictureInPicture: ['p'],
  captions: ['c'],
  captionsEarlier: ['z'],
  captionsLater: ['x'],
  loop: ['r'],
  loopPart: ['b'],
  savePicture: ['s'],
  next: ['n'],
  panel: ['i'],
  help: ['?'],
} as const satisfies Record<string, readonly string[]>;

export type KeyCommand = keyof typeof defaultKeys;
export type Keys = Readonly<Record<KeyCommand, readonly string[]>>;

export const keyCommands = Object.keys(defaultKeys) as readonly KeyCommand[];

/** Why a key cannot be given to a command. */
export type KeyFault =
  /** The browser or the page needs it: digits lead to tenths of the film, Escape and Tab lead out of everything. */
  { readonly fault: 'reserved' } | { readonly fault: 'taken'; readonly by: KeyCommand };

const reserved = /^(?:\d|Escape|Tab|Enter|F\d+|Unidentified|Dead|Process)$/;
/** Of these alone nothing follows, and what they make of other keys is in the name of those. */
const modifiers = /^(?:Shift|Control|Alt|AltGraph|Meta|CapsLock|NumLock|Fn|Compose)$/;

/**
 * A key's name, whatever caps lock says: `k`, `<`, `ArrowUp`, `Space`. Where the layout has no Latin letter on it, the
 * one printed there on most keyboards. Null for a key that only changes others.
 */
export function keyName({ key, code }: Pick<KeyboardEvent, 'key' | 'code'>): string | null {
  if (key === '' || modifiers.test(key)) return null;
  if (key === ' ') return 'Space';
  if (key.length > 1) return key;
  const isForeign = /[^\p{ASCII}\p{Script=Latin}]/u.test(key);
  const latin = isForeign ? /^Key([A-Z])$/.exec(code)?.[1] : undefined;
  return (latin ?? key).toLowerCase();
}

/** The command a key has. */
export const commandOf = (keys: Keys, name: string): KeyCommand | null =>
  keyCommands.find((command) => keys[command].includes(name)) ?? null;

/** Why `command` cannot have this key; null where it can. */
export function keyFault(keys: Keys, command: KeyCommand, name: string): KeyFault | null {
  if (reserved.test(name)) return { fault: 'reserved' };
  const by = commandOf(keys, name);
  return by === null || by === command ? null : { fault: 'taken', by };
}

/**
 * Valid keys from whatever was stored, `{ command: [key, …] }` for those that were changed: no key has two commands, and
 * what the viewer chose goes before what is usual.
 */
export function parseKeys(stored: unknown): Keys {
  const given = typeof stored === 'object' && stored !== null ? (stored as Record<string, unknown>) : {};
  const chosen = keyCommands.filter((command) => Array.isArray(given[command]));
  const keys: Record<KeyCommand, readonly string[]> = { ...nothing };
  for (const command of chosen) keys[command] = free(keys, command, given[command] as unknown[]);
  for (const command of keyCommands) {
    if (!chosen.includes(command)) keys[command] = free(keys, command, defaultKeys[command]);
  }
  return keys;
}

const nothing = Object.fromEntries(keyCommands.map((command) => [command, []])) as unknown as Keys;

const free = (keys: Keys, command: KeyCommand, names: readonly unknown[]): string[] =>
  names.filter(
    (name): name is string =>
      typeof name === 'string' &&
      name.length > 0 &&
      name.length < 30 &&
      keyFault(keys, command, name) === null,
  );

/** Only what differs is stored, so that a better default of a later version reaches everybody. */
const changedKeys = (keys: Keys): Partial<Keys> =>
  Object.fromEntries(
    keyCommands
      .filter((command) => keys[command].join('\n') !== parseKeys({})[command].join('\n'))
      .map((command) => [command, keys[command]]),
  );

export const storedKeys = storedValue('keys', parseKeys, changedKeys);
