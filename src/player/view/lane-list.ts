import type { LaneStatus } from '../../core/funnel/status';
import { LaneTable } from './lane-table';

/**
 * The lanes, in the order they came into use: one that comes later is put at the end, so that none that is being looked
 * at moves.
 */
export function createLaneList(box: HTMLElement): (lanes: readonly LaneStatus[]) => void {
  const tables = new Map<number, LaneTable>();

  return (lanes) => {
    const ids = new Set(lanes.map(({ id }) => id));
    for (const [id, { element }] of tables) {
      if (ids.has(id)) continue;
      // A new attempt begins with new lanes.
      element.remove();
      tables.delete(id);
    }
    const isOneOfManyHosts = new Set(lanes.map(({ host }) => host)).size > 1;
    for (const lane of lanes) {
      let table = tables.get(lane.id);
      if (table === undefined) {
        table = new LaneTable(box.ownerDocument);
        tables.set(lane.id, table);
        box.append(table.element);
      }
      table.show(lane, isOneOfManyHosts);
    }
  };
}
