/** Counts what a reader does instead of timing it, and stops it when it does too much. The same everywhere. */
export interface Meter {
  /** Numbers read out of views since `reset`. */
  readonly steps: number;
  /** Bytes of typed arrays made since `reset`. */
  readonly allocatedBytes: number;
  reset(limits: MeterLimits): void;
  /** Puts the platform's own constructors and methods back. */
  remove(): void;
}

export interface MeterLimits {
  readonly steps: number;
  readonly allocatedBytes: number;
}

/** What a meter throws: no error of the file's. */
export class TooMuch extends Error {}

const arrays = ['Uint8Array', 'Uint16Array', 'Uint32Array', 'Int32Array', 'Float64Array'] as const;
const reads = [
  'getUint8',
  'getInt16',
  'getUint16',
  'getInt32',
  'getUint32',
  'getBigInt64',
  'getBigUint64',
] as const;

/** Counts from now on, whatever code of this process does. */
export function installMeter(): Meter {
  let limits: MeterLimits = { steps: Infinity, allocatedBytes: Infinity };
  let steps = 0;
  let allocatedBytes = 0;
  const undo: (() => void)[] = [];

  for (const name of arrays) {
    const original = globalThis[name];
    const counted: typeof original = new Proxy(original, {
      construct(target, args: [unknown], newTarget): object {
        const [of] = args;
        // A view over a buffer allocates nothing.
        const length = typeof of === 'number' ? of : Array.isArray(of) ? of.length : 0;
        allocatedBytes += length * target.BYTES_PER_ELEMENT;
        if (allocatedBytes > limits.allocatedBytes) throw new TooMuch(`${allocatedBytes} bytes allocated`);
        return Reflect.construct(target, args, newTarget === counted ? target : newTarget);
      },
    });
    Object.assign(globalThis, { [name]: counted });
    undo.push(() => Object.assign(globalThis, { [name]: original }));
  }
  for (const name of reads) {
    const original: (this: DataView, offset: number) => number | bigint = DataView.prototype[name];
    const counted = function (this: DataView, offset: number): number | bigint {
      if (++steps > limits.steps) throw new TooMuch(`${steps} steps`);
      return original.call(this, offset);
    };
    Object.assign(DataView.prototype, { [name]: counted });
    undo.push(() => Object.assign(DataView.prototype, { [name]: original }));
  }
  return {
    get steps() {
      return steps;
    },
    get allocatedBytes() {
      return allocatedBytes;
    },
    reset(to) {
      limits = to;
      steps = 0;
      allocatedBytes = 0;
    },
    remove() {
      for (const each of undo) each();
    },
  };
}
