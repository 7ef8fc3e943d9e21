import { defaultFunnelOptions, type FunnelOptions } from '../core/funnel/options';

export type OptionName = keyof FunnelOptions;

/** What people count an option in, and how much of the option's own measure one of it is. */
export const unitSizes = {
  KiB: 2 ** 10,
  MiB: 2 ** 20,
  /** Decimal, as the player shows speeds. */
  'KB/s': 1000,
  connections: 1,
  blocks: 1,
} as const;

export interface OptionRule {
  readonly unit: keyof typeof unitSizes;
  /** Bounds in bytes, connections, blocks or bytes per second; both inclusive. */
  readonly min: number;
  readonly max: number;
  /** A value besides those within the bounds, with a meaning of its own. */
  readonly special: 'auto' | 0 | null;
}

const { KiB, MiB } = unitSizes;

/** All there is to set, in the order it is read and shown: what a bound depends on comes first. */
export const optionRules: Readonly<Record<OptionName, OptionRule>> = {
  connections: { unit: 'connections', min: 1, max: 24, special: 'auto' },
  maxSpeed: { unit: 'KB/s', min: 10 * unitSizes['KB/s'], max: 10 ** 9, special: 0 },
  blocksAhead: { unit: 'blocks', min: 0, max: 8, special: null },
  blockSize: { unit: 'MiB', min: 1 * MiB, max: 64 * MiB, special: null },
  pieceSize: { unit: 'KiB', min: 64 * KiB, max: 8 * MiB, special: null },
};

export const optionNames = Object.keys(optionRules) as readonly OptionName[];

export type ParsedOption<Name extends OptionName = OptionName> =
  | { readonly value: FunnelOptions[Name]; readonly fault: null }
  | { readonly value: null; readonly fault: OptionFault };

export type OptionFault = 'not-a-number' | 'not-whole' | 'too-small' | 'too-large';

/** The bounds of an option while the others are as they are: a piece is never larger than a block. */
export function optionBounds(name: OptionName, others: FunnelOptions): { min: number; max: number } {
  const { min, max } = optionRules[name];
  if (name === 'blockSize') return { min: Math.max(min, others.pieceSize), max };
  if (name === 'pieceSize') return { min, max: Math.min(max, others.blockSize) };
  return { min, max };
}

/**
 * One option's value, or why it is none.
 * @param given a string as somebody typed it, in the option's unit; or anything else as it may have been stored, in the
 *   option's own measure
 */
export function parseOption<Name extends OptionName>(
  name: Name,
  given: unknown,
  others: FunnelOptions,
): ParsedOption<Name> {
  const value = typeof given === 'string' ? fromTyped(name, given) : given;
  const fault = faultOf(name, value, others);
  return fault === null ? { value: value as FunnelOptions[Name], fault } : { value: null, fault };
}

/** Valid options from whatever was stored: what is unknown is ignored, what is wrong or missing has its default. */
export function parseOptions(stored: unknown): FunnelOptions {
  const given = typeof stored === 'object' && stored !== null ? (stored as Record<string, unknown>) : {};
  let options = defaultFunnelOptions;
  for (const name of optionNames) {
    const { value } = parseOption(name, given[name], options);
    if (value !== null) options = { ...options, [name]: value };
  }
  return options;
}

/** As it can be typed again, in its unit: `8`, `1.5`, `auto`. */
export function optionText(name: OptionName, value: number | 'auto'): string {
  if (value === 'auto') return value;
  return String(Number((value / unitSizes[optionRules[name].unit]).toFixed(3)));
}

function fromTyped(name: OptionName, typed: string): unknown {
  // Full-width digits, as Chinese and Japanese keyboards write them.
  const text = typed.normalize('NFKC').trim().toLowerCase();
  if (text === 'auto') return text;
  if (!/^\d+(\.\d+)?$/.test(text)) return Number.NaN;
  const unitSize = unitSizes[optionRules[name].unit];
  return unitSize === 1 ? Number(text) : Math.round(Number(text) * unitSize);
}

function faultOf(name: OptionName, value: unknown, others: FunnelOptions): OptionFault | null {
  if (value === optionRules[name].special && value !== null) return null;
  if (typeof value !== 'number' || Number.isNaN(value)) return 'not-a-number';
  const { min, max } = optionBounds(name, others);
  if (value < min) return 'too-small';
  if (value > max) return 'too-large';
  return Number.isInteger(value) ? null : 'not-whole';
}
