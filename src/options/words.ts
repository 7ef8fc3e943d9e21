import type { FunnelOptions } from '../core/funnel/options';
import { type MessageKey, message } from '../shared/i18n';
import { type OptionFault, type OptionName, optionBounds, optionRules, optionText } from '../shared/options';

interface OptionWords {
  readonly label: MessageKey;
  /** What it does, in one sentence or two. */
  readonly about: MessageKey;
}

export const optionWords: Readonly<Record<OptionName, OptionWords>> = {
  connections: { label: 'optionConnections', about: 'optionConnectionsAbout' },
  maxSpeed: { label: 'optionMaxSpeed', about: 'optionMaxSpeedAbout' },
  blocksAhead: { label: 'optionBlocksAhead', about: 'optionBlocksAheadAbout' },
  blockSize: { label: 'optionBlockSize', about: 'optionBlockSizeAbout' },
  pieceSize: { label: 'optionPieceSize', about: 'optionPieceSizeAbout' },
};

/** What stands behind a number; nothing where the option's name says what is counted. */
export function unitWord(name: OptionName): string {
  const { unit } = optionRules[name];
  return unit === 'connections' || unit === 'blocks' ? '' : unit;
}

/** `8 MiB`, `6`, `automatic`, `no limit`. */
export function valueWords(name: OptionName, value: number | 'auto'): string {
  if (value === 'auto') return message('optionAutomatic');
  if (value === 0 && optionRules[name].special === 0) return message('optionNoLimit');
  return `${optionText(name, value)} ${unitWord(name)}`.trim();
}

export function boundsSentence(name: OptionName, options: FunnelOptions, standard: number | 'auto'): string {
  const { min, max } = optionBounds(name, options);
  return message('optionBounds', valueWords(name, min), valueWords(name, max), valueWords(name, standard));
}

/** Why what was typed is not taken, and what holds instead. */
export function faultSentences(
  name: OptionName,
  typed: string,
  fault: OptionFault,
  options: FunnelOptions,
): string {
  return `${faultSentence(name, typed, fault, options)} ${message('optionKept', valueWords(name, options[name]))}`;
}

function faultSentence(name: OptionName, typed: string, fault: OptionFault, options: FunnelOptions): string {
  const { min, max } = optionBounds(name, options);
  switch (fault) {
    case 'not-a-number':
      return message('optionNotANumber', typed);
    case 'not-whole':
      return message('optionNotWhole', typed);
    case 'too-small':
      return message('optionTooSmall', typed, valueWords(name, min));
    case 'too-large':
      return message('optionTooLarge', typed, valueWords(name, max));
  }
}
