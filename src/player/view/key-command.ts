export type KeyCommand =
  | { readonly do: 'seek-by'; readonly seconds: number; readonly repeats: true }
  | { readonly do: 'seek-to'; readonly share: number; readonly repeats: false }
  | { readonly do: 'volume-by'; readonly share: number; readonly repeats: true }
  | { readonly do: 'rate-step' | 'frame-step'; readonly direction: 1 | -1; readonly repeats: true }
  | {
      readonly do: 'play-pause' | 'mute' | 'fullscreen' | 'picture-in-picture' | 'panel';
      readonly repeats: false;
    };

const volumeStep = 0.05;

const once = <Do extends string>(name: Do) => ({ do: name, repeats: false }) as const;
const seekBy = (seconds: number) => ({ do: 'seek-by', seconds, repeats: true }) as const;
const seekTo = (share: number) => ({ do: 'seek-to', share, repeats: false }) as const;

const commands: Readonly<Record<string, KeyCommand>> = {
  ' ': once('play-pause'),
  k: once('play-pause'),
  j: seekBy(-10),
  l: seekBy(10),
  arrowleft: seekBy(-5),
  arrowright: seekBy(5),
  arrowup: { do: 'volume-by', share: volumeStep, repeats: true },
  arrowdown: { do: 'volume-by', share: -volumeStep, repeats: true },
  m: once('mute'),
  f: once('fullscreen'),
  p: once('picture-in-picture'),
  i: once('panel'),
  '<': { do: 'rate-step', direction: -1, repeats: true },
  '>': { do: 'rate-step', direction: 1, repeats: true },
  ',': { do: 'frame-step', direction: -1, repeats: true },
  '.': { do: 'frame-step', direction: 1, repeats: true },
  home: seekTo(0),
  end: seekTo(1),
};

/** What a `KeyboardEvent.key` means here; null where nothing. Caps lock changes no meaning. */
export function keyCommand(key: string): KeyCommand | null {
  if (/^[0-9]$/.test(key)) return seekTo(Number(key) / 10);
  const name = key.toLowerCase();
  return Object.hasOwn(commands, name) ? (commands[name] ?? null) : null;
}
