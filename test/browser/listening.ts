import { setTimeout } from 'node:timers/promises';
import type { Page } from 'puppeteer-core';
import { soundLateness } from '../formats/recording';
import { leastApart } from '../formats/seen';

const patienceMs = 20_000;
/** Film with two beeps in it, wherever they are. */
const listenedSeconds = 2.2;

/**
 * How late the sound is to the picture of what a page plays, in seconds, as its own recording has it: the sound as it
 * goes to the loudspeaker, the picture as it goes to the screen. Null where nothing is heard.
 */
export async function lateness(page: Page): Promise<number | null> {
  // Who cannot be recorded in this time plays no more, or was closed.
  const recorded = page.evaluate(record, listenedSeconds).catch(() => '');
  const recording = await Promise.race([recorded, setTimeout(patienceMs, '', { ref: false })]);
  return soundLateness(Buffer.from(recording, 'base64'));
}

/**
 * The same of a film with nothing special about it, whose sound is exactly in time: what a browser keeps its sound
 * ready, Chromium a tenth of a second, before it is heard. The middle one of three, as a busy machine plays unevenly.
 */
export async function latencyOf(page: Page): Promise<number> {
  const measured: number[] = [];
  for (let time = 0; time < 9 && measured.length < 3; time++) {
    const late = await lateness(page);
    if (late !== null) measured.push(late);
  }
  if (measured.length < 3) throw new Error('this browser records nothing');
  return measured.sort((a, b) => a - b)[1]!;
}

/**
 * Lateness beyond the browser's latency. What a busy machine delays, it delays by chance, what is wrong is so each
 * time: of three measurements the first one that is right counts, or else the last.
 */
export async function latenessBeyond(
  page: Page,
  latencySeconds: number,
  isRight: (soundLateSeconds: number) => boolean,
): Promise<number | null> {
  let late: number | null = null;
  for (let time = 0; time < 3; time++) {
    const measured = await lateness(page);
    if (measured === null) continue;
    late = leastApart(measured - latencySeconds);
    if (isRight(late)) break;
  }
  return late;
}

/** Plays from near the start, and records that; in base64. */
async function record(listenedSeconds: number): Promise<string> {
  type Captured = HTMLVideoElement & { captureStream?(): MediaStream; mozCaptureStream?(): MediaStream };
  const video: Captured = document.querySelector('video')!;
  video.pause();
  const sought = new Promise((resolve) => video.addEventListener('seeked', resolve, { once: true }));
  video.currentTime = 0.5;
  await sought;
  const stream = video.captureStream?.() ?? video.mozCaptureStream!();
  // Before it plays, a stream's tracks may be others yet, and to change them ends a recording.
  const begun = new Promise<void>((resolve) => {
    video.addEventListener('timeupdate', () => video.currentTime > 0.5 && resolve());
  });
  await video.play();
  await begun;
  const recorder = new MediaRecorder(stream, { videoBitsPerSecond: 3_000_000 });
  const recorded = new Promise<BlobEvent>((resolve) => {
    recorder.addEventListener('dataavailable', resolve, { once: true });
  });
  const played = new Promise<void>((resolve) => {
    video.addEventListener('timeupdate', () => {
      if (video.currentTime >= 0.5 + listenedSeconds || video.ended) resolve();
    });
  });
  recorder.start();
  await played;
  recorder.stop();
  const bytes = new Uint8Array(await (await recorded).data.arrayBuffer());
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
}
