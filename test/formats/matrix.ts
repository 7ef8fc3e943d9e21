import { pictures, sounds } from './codecs';
import { cuts, delays } from './edits';
import { fragments } from './fragments';
import type { FormatGroup, FormatRow } from './row';
import { orders, places, tables } from './structures';
import { endings, geometry, trackKinds } from './tracks';

/** Every film that Funnel is held against the browsers' own players with. To add one, add a row to a group. */
export const matrix: readonly FormatGroup[] = [
  places,
  orders,
  tables,
  trackKinds,
  geometry,
  endings,
  delays,
  cuts,
  ...fragments,
  sounds,
  pictures,
];

/** Films whose sound may come too early or too late. They are listened to, which takes a while. */
export const heard: ReadonlySet<FormatRow> = new Set([...delays.rows, ...sounds.rows]);
