// Where writers put what a work is called: QuickTime File Format, "Metadata" and "User data"; 3GPP TS 26.244 section 8.
import { type Box, boxesIn, childrenOf, find, fourCharacterCode, need, needBytes } from './box';
import { spared } from './spared';
import { tableEntries } from './table-box';

export type Tag = 'title' | 'artist' | 'album' | 'cover';

export interface TagValue {
  /** Of the "well-known types": 1 is UTF-8, 2 UTF-16. */
  readonly type: number;
  readonly bytes: Uint8Array;
}

/** What one place in the file says of a tag, the best first. */
export type TagSource = (tag: Tag) => readonly TagValue[];

/** In iTunes' own order of who wrote it. */
const itemNames: Readonly<Record<Tag, readonly string[]>> = {
  title: ['\xa9nam'],
  artist: ['\xa9ART', 'aART', '\xa9wrt'],
  album: ['\xa9alb'],
  cover: ['covr'],
};
/** Of QuickTime's keys what follows the last dot: `com.apple.quicktime.title`; others write no more than that. */
const keyNames: Readonly<Record<Tag, readonly string[]>> = {
  title: ['title', 'displayname'],
  artist: ['artist', 'author'],
  album: ['album'],
  cover: ['artwork'],
};
/** QuickTime's, and those of 3GPP. */
const userNames: Readonly<Record<Tag, readonly string[]>> = {
  title: ['\xa9nam', 'titl'],
  artist: ['\xa9ART', 'perf', 'auth'],
  album: ['\xa9alb', 'albm'],
  cover: [],
};

/** @param boxes of the moov, or of a trak. What is damaged says nothing. */
export function tagSources(view: DataView, boxes: readonly Box[]): readonly TagSource[] {
  const udta = spared(() => childrenOf(view, need(boxes, 'udta')), []);
  const [user, own] = [udta, boxes].map((each) => spared(() => metaIn(view, each), []));
  const items = spared(() => childrenOf(view, need(user!, 'ilst')), []);
  return [
    source(itemNames, items, (item) => valuesIn(view, item)),
    keyedItems(view, own!),
    keyedItems(view, user!),
    source(userNames, udta, (box) => [userText(view, box)]),
  ];
}

const source =
  (
    names: Readonly<Record<Tag, readonly string[]>>,
    boxes: readonly Box[],
    valuesOf: (box: Box) => TagValue[],
  ): TagSource =>
  (tag) =>
    names[tag].flatMap((name) => {
      const box = find(boxes, name);
      return box ? spared(() => valuesOf(box), []) : [];
    });

/** Items whose types are the places of their names in a list. */
function keyedItems(view: DataView, meta: readonly Box[]): TagSource {
  const names = spared(() => readKeys(view, need(meta, 'keys')), []);
  const items = spared(() => childrenOf(view, need(meta, 'ilst')), []);
  const named = items.map((item) => ({ ...item, type: names[view.getUint32(item.start + 4) - 1] ?? '' }));
  return source(keyNames, named, (item) => valuesIn(view, item));
}

const readKeys = (view: DataView, keys: Box): string[] => {
  const { start } = tableEntries(view, keys, 8);
  return boxesIn(view, start, keys.endExclusive).map(({ contentStart, endExclusive }) =>
    String.fromCharCode(...bytesIn(view, contentStart, Math.min(endExclusive, contentStart + 128))).replace(
      /^.*\./s,
      '',
    ),
  );
};

/** ISO/IEC 14496-12 makes `meta` a FullBox, QuickTime does not: what comes first in it tells. */
function metaIn(view: DataView, boxes: readonly Box[]): Box[] {
  const meta = find(boxes, 'meta');
  if (meta === undefined) return [];
  needBytes(meta, 8);
  return childrenOf(view, meta, fourCharacterCode(view, meta.contentStart + 4) === 'hdlr' ? 0 : 4);
}

/** The values of an item: each a `data` box of a type, a locale, and bytes. */
const valuesIn = (view: DataView, item: Box): TagValue[] =>
  childrenOf(view, item).flatMap((data) => {
    const start = data.contentStart + 8;
    if (data.type !== 'data' || start >= data.endExclusive) return [];
    const type = view.getUint32(data.contentStart) & 0xffffff;
    return [{ type, bytes: bytesIn(view, start, data.endExclusive) }];
  });

/** QuickTime's is a list of texts, each after its length and language; 3GPP's one text that ends with a zero. */
function userText(view: DataView, box: Box): TagValue {
  const isQuickTime = box.type.startsWith('\xa9');
  const start = box.contentStart + (isQuickTime ? 4 : 6);
  const end = isQuickTime ? start + view.getUint16(box.contentStart) : box.endExclusive;
  return { type: 1, bytes: bytesIn(view, start, Math.min(end, box.endExclusive)) };
}

const bytesIn = (view: DataView, start: number, endExclusive: number): Uint8Array =>
  new Uint8Array(view.buffer, view.byteOffset + start, Math.max(0, endExclusive - start));
