import { expect, it } from 'vitest';
import { drawTimeline, seatsOf, type TimelineRequest } from '../../bench/timeline';

const request = (socketId: number, startMs: number, endMs: number, lane = 'a'): TimelineRequest => ({
  lane,
  socketId,
  startMs,
  firstByteMs: startMs + 50,
  endMs,
  part: 'film',
  place: 0.5,
});

it('gives a seat that was left to the next connection of the lane, and to none of another', () => {
  const requests = [
    request(1, 0, 100),
    request(2, 50, 300),
    request(1, 120, 200),
    request(3, 200, 400),
    request(4, 200, 400, 'b'),
  ];
  const seats = seatsOf(requests);
  expect(seats.get(3)).toBe(seats.get(1));
  expect(seats.get(2)).toBeGreaterThan(seats.get(1)!);
  expect(seats.get(4)).toBeGreaterThan(seats.get(2)!);
});

it('draws what waits apart from what comes, and escapes words', () => {
  const svg = drawTimeline({
    title: 'a < b & c',
    description: 'd',
    legend: { index: 'index', film: 'film', afterSeek: 'later', waiting: 'waiting' },
    spanMs: 1000,
    requests: [request(1, 0, 500), { ...request(2, 0, 500), firstByteMs: null }],
    marks: [{ atMs: 500, label: 'first frame', side: 'right' }],
  });
  expect(svg).toContain('<title id="title">a &lt; b &amp; c</title>');
  const bars = (name: string) =>
    svg.match(new RegExp(`<path class="${name}" d="([^"]*)"`))?.[1]?.split('M').length;
  expect(bars('film waiting')).toBe(3);
  expect(bars('film s3')).toBe(2);
});
