import { beforeEach, expect, test } from 'vitest';
import { ProtocolWatch } from '../../src/background/protocol-watch';

const url = 'https://h.example/film.mp4';
let nowMs: number;
let made: { name: string; startTime: number; nextHopProtocol: string }[];
let watch: ProtocolWatch;

beforeEach(() => {
  nowMs = 1000;
  made = [];
  watch = new ProtocolWatch(
    () => made.splice(0),
    () => nowMs,
  );
});

const timing = (startTime: number, nextHopProtocol: string, name = url) => ({
  name,
  startTime,
  nextHopProtocol,
});

test('a request is told what carried it as soon as its timing is there', () => {
  const watched = watch.watch(url);
  expect(watched.protocol()).toBeNull();
  made.push(timing(1000.4, 'h2'));
  expect(watched.protocol()).toBe('h2');
  expect(watched.protocol()).toBe('h2');
});

test('of many requests for one address, each is told its own, in whatever order they end', () => {
  const watched = [1000, 1000.9, 1001.2].map((sentAtMs) => {
    nowMs = sentAtMs;
    return watch.watch(url);
  });
  watch.note([timing(1001.5, 'http/1.1'), timing(1000.3, 'h3')]);
  expect(watched.map((each) => each.protocol())).toEqual(['h3', null, 'http/1.1']);
  made.push(timing(1001, 'h2'));
  expect(watched.map((each) => each.protocol())).toEqual(['h3', 'h2', 'http/1.1']);
});

test('requests sent in the same tick of the clock are told apart by nothing, and each gets one timing', () => {
  const watched = [watch.watch(url), watch.watch(url)];
  watch.note([timing(1000, 'h2'), timing(1000, 'h2')]);
  expect(watched.map((each) => each.protocol())).toEqual(['h2', 'h2']);
});

test('timings of others are nobody’s: other addresses, requests sent before, requests that are over', () => {
  const over = watch.watch(url);
  over.end();
  nowMs = 2000;
  const watched = watch.watch(url);
  watch.note([timing(1000.2, 'h2'), timing(1999.9, 'h2'), timing(2000.1, 'h2', `${url}?other`)]);
  expect([over.protocol(), watched.protocol()]).toEqual([null, null]);
});

test('a browser that does not tell says nothing', () => {
  const watched = watch.watch(url);
  watch.note([timing(1000.1, '')]);
  expect(watched.protocol()).toBeNull();
});

test('addresses are compared as the browser writes them', () => {
  const watched = watch.watch('HTTPS://H.example:443/a b.mp4?x=%7e#t');
  watch.note([timing(1000.1, 'h2', 'https://h.example/a%20b.mp4?x=%7e#t')]);
  expect(watched.protocol()).toBe('h2');
  expect(watch.watch('https://').protocol()).toBeNull();
});
