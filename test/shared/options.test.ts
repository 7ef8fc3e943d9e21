import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { defaultFunnelOptions } from '../../src/core/funnel/options';
import {
  optionBounds,
  optionNames,
  optionRules,
  optionText,
  parseOption,
  parseOptions,
  unitSizes,
} from '../../src/shared/options';

const KiB = 2 ** 10;
const MiB = 2 ** 20;
const defaults = defaultFunnelOptions;

const validOptions = fc
  .record({
    connections: fc.oneof(fc.constant('auto' as const), fc.integer({ min: 1, max: 24 })),
    maxSpeed: fc.oneof(fc.constant(0), fc.integer({ min: 10_000, max: 10 ** 9 })),
    blocksAhead: fc.integer({ min: 0, max: 8 }),
    blockSize: fc.integer({ min: MiB, max: 64 * MiB }),
    pieceSize: fc.integer({ min: 64 * KiB, max: 8 * MiB }),
  })
  .filter(({ blockSize, pieceSize }) => pieceSize <= blockSize);

const isValid = (options: typeof defaults) =>
  optionNames.every((name) => {
    const { min, max } = optionBounds(name, options);
    const value = options[name];
    if (value === optionRules[name].special) return true;
    return typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max;
  });

describe('the table', () => {
  test('has a rule for every option, and the defaults keep to it', () => {
    expect(optionNames.toSorted()).toEqual(Object.keys(defaults).toSorted());
    expect(isValid(defaults)).toBe(true);
    expect(parseOptions(undefined)).toEqual(defaults);
  });

  test('has bounds that can be typed', () => {
    for (const name of optionNames) {
      for (const bound of [optionRules[name].min, optionRules[name].max]) {
        expect(bound % unitSizes[optionRules[name].unit], name).toBe(0);
      }
    }
  });
});

describe('stored options', () => {
  test('come back as they are when they are valid', () => {
    const check = (options: typeof defaults) => {
      expect(parseOptions(options)).toEqual(options);
    };
    fc.assert(fc.property(validOptions, check));
  });

  test('are valid whatever was stored, and nothing but the options', () => {
    const values = fc.oneof(
      fc.anything(),
      fc.double(),
      fc.integer({ min: -10, max: 2 ** 28 }),
      fc.constant('auto'),
    );
    const junk = fc.dictionary(fc.oneof(fc.constantFrom(...optionNames), fc.string()), values);
    fc.assert(
      fc.property(fc.oneof(junk, fc.anything()), (stored) => {
        const options = parseOptions(stored);
        expect(Object.keys(options).toSorted()).toEqual([...optionNames].toSorted());
        expect(isValid(options)).toBe(true);
      }),
    );
  });

  test('lose only what is wrong', () => {
    fc.assert(
      fc.property(
        validOptions,
        fc.constantFrom('connections', 'maxSpeed', 'blocksAhead'),
        (options, name) => {
          const wrong = { ...options, [name]: -1, other: 1 };
          expect(parseOptions(wrong)).toEqual({ ...options, [name]: defaults[name] });
        },
      ),
    );
  });

  test('have no piece larger than a block', () => {
    const { blockSize, pieceSize } = parseOptions({ blockSize: 2 * MiB, pieceSize: 4 * MiB });
    expect([blockSize, pieceSize]).toEqual([2 * MiB, defaults.pieceSize]);
  });
});

describe('what is typed', () => {
  test.each([
    ['blockSize', '16', 16 * MiB],
    ['blockSize', ' 1.5 ', 1.5 * MiB],
    ['pieceSize', '512', 512 * KiB],
    ['maxSpeed', '0', 0],
    ['maxSpeed', '12.5', 12_500],
    ['connections', '６', 6],
    ['connections', 'Auto', 'auto'],
    ['blocksAhead', '0', 0],
  ] as const)('%s %j is %j', (name, text, value) => {
    expect(parseOption(name, text, defaults)).toEqual({ value, fault: null });
  });

  test.each([
    ['blockSize', '', 'not-a-number'],
    ['blockSize', '8 MB', 'not-a-number'],
    ['blockSize', '1,000', 'not-a-number'],
    ['blockSize', '-8', 'not-a-number'],
    ['blockSize', '1e1', 'not-a-number'],
    ['blockSize', 'auto', 'not-a-number'],
    ['blockSize', '0.9', 'too-small'],
    ['blockSize', '65', 'too-large'],
    ['pieceSize', '8193', 'too-large'],
    ['maxSpeed', '9', 'too-small'],
    ['maxSpeed', '9'.repeat(400), 'too-large'],
    ['connections', '0', 'too-small'],
    ['connections', '2.5', 'not-whole'],
    ['connections', '25', 'too-large'],
  ] as const)('%s %j is refused: %s', (name, text, fault) => {
    expect(parseOption(name, text, defaults)).toEqual({ value: null, fault });
  });

  test('a piece may be as large as the block, and a block as small as the piece', () => {
    const others = { ...defaults, blockSize: 4 * MiB, pieceSize: 2 * MiB };
    expect(parseOption('pieceSize', '4096', others).fault).toBe(null);
    expect(parseOption('pieceSize', '4097', others).fault).toBe('too-large');
    expect(parseOption('blockSize', '2', others).fault).toBe(null);
    expect(parseOption('blockSize', '1.9', others).fault).toBe('too-small');
  });

  test('may be any valid value as the page shows it, to its three decimals', () => {
    fc.assert(
      fc.property(validOptions, fc.constantFrom(...optionNames), (options, name) => {
        const { value } = parseOption(name, optionText(name, options[name]), { ...defaults, ...options });
        if (value === 'auto' || options[name] === 'auto') expect(value).toBe(options[name]);
        else {
          const unitSize = unitSizes[optionRules[name].unit];
          // A bound of the other size may lie within the rounding.
          const nearest = value ?? optionBounds(name, options)[name === 'pieceSize' ? 'max' : 'min'];
          expect(Math.abs(nearest - options[name])).toBeLessThanOrEqual(unitSize * 0.0005 + 0.5);
        }
      }),
    );
  });
});
