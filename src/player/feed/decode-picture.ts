import type { MovieTrack } from '../../core/movie';
import type { KeyPicture } from '../../core/playback/key-pictures';
import { Stage } from './stage';

/** No decoder takes longer for one picture; one that does has left it out. */
const patienceMs = 3_000;
/** Times are rounded on their way through a browser: exactly where a picture ends is the next one, or none. */
const withinSeconds = 0.001;

/**
 * One picture by a decoder of its own, which is gone when `use` is done.
 * @param track it is of
 * @throws when the browser refuses the bytes, or shows nothing of them
 */
export async function decodePicture<T>(
  track: MovieTrack,
  { bytes, startSeconds, endSeconds }: KeyPicture,
  use: (picture: HTMLVideoElement) => Promise<T>,
): Promise<T> {
  const video = document.createElement('video');
  video.muted = true;
  video.preload = 'auto';
  // In an open group of pictures others come along that are shown before it: its own is the last.
  const show = async () => {
    // Chromium ends a seek a moment before there is anything to be drawn.
    const presented = new Promise((resolve) => video.requestVideoFrameCallback(resolve));
    const stage = await Stage.open(video, endSeconds - withinSeconds);
    await stage.begin([track], endSeconds);
    await stage.append(track.id, bytes, startSeconds);
    // Told that no more comes, a decoder gives all it has.
    await stage.end();
    await Promise.all([shown(video), presented]);
  };
  const over = new AbortController();
  try {
    await Promise.race([show(), failed(video, over.signal)]);
    return await use(video);
  } finally {
    over.abort();
    video.removeAttribute('src');
    video.load();
  }
}

async function shown(video: HTMLVideoElement): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const look = () => {
    if (video.readyState >= HTMLMediaElement.HAVE_CURRENT_DATA && !video.seeking) resolve();
  };
  for (const type of ['loadeddata', 'seeked', 'canplay']) video.addEventListener(type, look);
  look();
  await promise;
}

/** Rejects when the decoder fails, or its time is over. */
function failed(video: HTMLVideoElement, signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const fail = () => reject(new Error('no picture'));
    const patience = setTimeout(fail, patienceMs);
    signal.addEventListener('abort', () => clearTimeout(patience));
    video.addEventListener('error', fail, { signal });
  });
}
