import { describe, expect, test } from 'vitest';
import type { Lane } from '../../../src/core/funnel/lane';
import { laneRoom, lanesWithRoom, type RoomScene, sourceRoom } from '../../../src/core/funnel/room';
import { Source } from '../../../src/core/funnel/source';
import { someLink } from './request-state';

const known: RoomScene = { share: 1, isResourceKnown: true };
const believed = (source: Source): Source => {
  for (const lane of source.lanes) lane.state = 'open';
  return source;
};
const nameOf = ({ isAbsolute, credentials }: Lane) => `${isAbsolute ? 'absolute' : 'given'} ${credentials}`;
const roomOf = (source: Source, scene: Partial<RoomScene> = {}) =>
  source.lanes.map((lane) => laneRoom(lane, { ...known, ...scene }));

describe('the room of a lane', () => {
  test('is six, as browsers open six connections', () => {
    expect(roomOf(believed(someLink()))).toEqual([6, 6, 6, 6]);
    expect(sourceRoom(someLink())).toBe(24);
  });

  test('is one until it is believed, but at the start nobody is', () => {
    expect(roomOf(someLink())).toEqual([6, 1, 1, 1]);
    expect(roomOf(someLink(), { isResourceKnown: false })).toEqual([6, 6, 6, 6]);
  });

  test('is none where it was refused', () => {
    const link = believed(someLink());
    link.lanes[1]!.refuse('http/expired');
    expect(roomOf(link)).toEqual([6, 0, 6, 6]);
    expect(sourceRoom(link)).toBe(18);
    link.refuse('another file');
    expect(roomOf(link)).toEqual([0, 0, 0, 0]);
  });

  test('is none in a mirror that has not shown its file', () => {
    const mirror = new Source('https://mirror.example/film', false, 12);
    expect(roomOf(mirror)).toEqual([0, 0, 0, 0]);
    mirror.open();
    expect(roomOf(mirror)).toEqual([6, 1, 1, 1]);
  });

  test.each(['https://192.0.2.1/film', 'https://localhost/film', 'https://cdn.example./film'])(
    'is none by another name where the host has none: %s',
    (url) => {
      expect(roomOf(believed(new Source(url, true, 12)))).toEqual([6, 6, 0, 0]);
    },
  );

  test.each(['h2', 'h3'])('is more streams over %s, and the absolute name is of no use', (protocol) => {
    const link = believed(someLink());
    link.lanes[0]!.protocol = protocol;
    const [include, omit, ...absolute] = roomOf(link);
    expect(include).toBeGreaterThan(6);
    expect(omit).toBe(6);
    expect(absolute).toEqual([0, 0]);
  });

  test('is shared with other tabs, but never less than one', () => {
    expect(roomOf(believed(someLink()), { share: 0.5 })).toEqual([3, 3, 3, 3]);
    expect(roomOf(believed(someLink()), { share: 0.01 })).toEqual([1, 1, 1, 1]);
    expect(roomOf(someLink(), { share: 0.01 })).toEqual([1, 1, 1, 1]);
  });
});

describe('lanes with room', () => {
  test('come in the order in which a browser would miss them least', () => {
    const lanes = lanesWithRoom(believed(someLink()).lanes, known, 0);
    expect(lanes.map(nameOf)).toEqual(['given include', 'given omit', 'absolute include', 'absolute omit']);
  });

  test('come believed first, quickest first, and what was not measured counts as quick', () => {
    const link = believed(someLink());
    const [include, omit] = link.lanes;
    include!.connectionBytesPerSecond.add(1_000);
    omit!.connectionBytesPerSecond.add(2_000);
    expect(lanesWithRoom(link.lanes, known, 0).slice(0, 2)).toEqual([omit, include]);
    omit!.state = 'unproven';
    expect(lanesWithRoom(link.lanes, known, 0)[0]).toBe(include);
    const mirror = new Source('https://mirror.example/film', false, 12);
    mirror.open();
    expect(lanesWithRoom([...link.lanes, ...mirror.lanes], known, 0)[0]).toBe(mirror.lanes[0]);
  });

  test('are none that are full, and none of a host that has had enough', () => {
    const link = believed(someLink());
    link.lanes[0]!.active = 6;
    expect(lanesWithRoom(link.lanes, known, 0)).not.toContain(link.lanes[0]);
    link.limit.lower({ connections: 6, served: 12, holdMs: 0 }, 0);
    expect(lanesWithRoom(link.lanes, known, 0)).toEqual([]);
  });

  test('are none of a host that is left alone', () => {
    const link = believed(someLink());
    link.limit.pauseUntil(1_000);
    expect(lanesWithRoom(link.lanes, known, 999)).toEqual([]);
    expect(lanesWithRoom(link.lanes, known, 1_000)).toHaveLength(4);
  });
});
