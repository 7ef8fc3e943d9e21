import type { MovieTrack } from '../../core/movie';
import type { KeyPicture } from '../../core/playback/key-pictures';
import { Stage } from './stage';

/** No decoder takes longer for one picture; one that does has left it out. */
const patienceMs = 3_000;
/** Times are rounded on their way through a browser: exactly where a picture begins may be before it. */
const withinSeconds = 0.001;

/**
 * One picture by a decoder of its own, which is gone when `use` is done.
 * @param track it is of
 * @throws when the browser refuses the bytes, or shows nothing of them
 */
export async function decodePicture<T>(
  track: MovieTrack,
  { bytes, startSeconds }: KeyPicture,
  use: (picture: HTMLVideoElement) => Promise<T>,
): Promise<T> {
  const video = document.createElement('video');
  video.muted = true;
  video.preload = 'auto';
  try {
    const stage = await Stage.open(video, startSeconds + withinSeconds);
    await stage.begin([track], startSeconds + 1);
    await stage.append(track.id, bytes, startSeconds);
    // Told that no more comes, a decoder gives all it has.
    await stage.end();
    await shown(video);
    return await use(video);
  } finally {
    video.removeAttribute('src');
    video.load();
  }
}

function shown(video: HTMLVideoElement): Promise<void> {
  return new Promise((resolve, reject) => {
    const closed = new AbortController();
    const { signal } = closed;
    const end = (settle: () => void) => {
      closed.abort();
      clearTimeout(timer);
      settle();
    };
    const look = () => {
      if (video.readyState >= HTMLMediaElement.HAVE_CURRENT_DATA && !video.seeking) end(resolve);
    };
    const fail = () => end(() => reject(new Error('no picture')));
    const timer = setTimeout(fail, patienceMs);
    for (const type of ['loadeddata', 'seeked', 'canplay']) video.addEventListener(type, look, { signal });
    video.addEventListener('error', fail, { signal });
    look();
  });
}
