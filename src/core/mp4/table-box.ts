import { FunnelError } from '../errors';
import { type Box, needBytes } from './box';

/** The entries of a table box: a FullBox with an `entry_count` and as many records of one size. */
export interface TableEntries {
  readonly count: number;
  /** Offset of the first entry. */
  readonly start: number;
  readonly entryBytes: number;
}

/**
 * Where the entries lie, the count checked against the box before anyone allocates by it.
 * @param countOffset of `entry_count` within the box's content.
 * @throws FunnelError `media/corrupt` where the box is too small for the entries it announces.
 */
export function tableEntries(view: DataView, box: Box, entryBytes: number, countOffset = 4): TableEntries {
  needBytes(box, countOffset + 4);
  const count = view.getUint32(box.contentStart + countOffset);
  const start = box.contentStart + countOffset + 4;
  if (count * entryBytes > box.endExclusive - start) {
    throw new FunnelError(
      'media/corrupt',
      `${box.type} of ${box.endExclusive - box.start} bytes, ${count} entries`,
    );
  }
  return { count, start, entryBytes };
}
