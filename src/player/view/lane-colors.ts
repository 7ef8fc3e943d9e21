/** As many as the page's sheet has: `--lane-0` and so on. */
const colors = 6;

/** The custom property with a lane's color: the same in its bars, on the timeline, among the pieces and in the chart. */
export const laneColor = (laneId: number): string => `--lane-${laneId % colors}`;
