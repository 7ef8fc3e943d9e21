import { expect, it } from 'vitest';
import { keyCommand } from '../../src/player/view/key-command';

it.each([
  [' ', { do: 'play-pause' }],
  ['K', { do: 'play-pause' }],
  ['j', { do: 'seek-by', seconds: -10 }],
  ['ArrowRight', { do: 'seek-by', seconds: 5 }],
  ['0', { do: 'seek-to', share: 0 }],
  ['7', { do: 'seek-to', share: 0.7 }],
  ['End', { do: 'seek-to', share: 1 }],
  ['>', { do: 'rate-step', direction: 1 }],
  [',', { do: 'frame-step', direction: -1 }],
  ['i', { do: 'panel' }],
])('%j is a command', (key, command) => expect(keyCommand(key)).toMatchObject(command));

it.each(['q', 'Tab', 'Enter', 'F5', '10', '٣', 'constructor', '__proto__', ''])('%j is none', (key) =>
  expect(keyCommand(key)).toBeNull(),
);
