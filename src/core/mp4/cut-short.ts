import { lowest } from '../lowest';
import type { SampleTable } from './sample-table';

/**
 * The samples before the first that lies past the end of the file, at least one: a film cut short plays that far,
 * and is as long as it plays.
 * @param resourceBytes length of the file
 */
export function cutShort(table: SampleTable, resourceBytes: number): SampleTable {
  const isPastFile = (sample: number) =>
    table.offsets.at(sample)! + table.byteCounts.at(sample)! > resourceBytes;
  if (!isPastFile(table.count - 1)) return table;
  return { ...table, count: Math.max(1, lowest(table.count, isPastFile)), isCutShort: true };
}

/** Whether a table has none of its samples in the file: the one it was left with lies past the end. */
export const isMissing = (
  { isCutShort, count, offsets, byteCounts }: SampleTable,
  resourceBytes: number,
): boolean => isCutShort === true && count === 1 && offsets.at(0)! + byteCounts.at(0)! > resourceBytes;
