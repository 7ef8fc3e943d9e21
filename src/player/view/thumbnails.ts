import type { PlayerPage } from './player-page';

const widthPx = 192;
/** A picture is kept for each stretch of so many seconds, in a long film of more: they take some megabytes in all. */
const stretchSeconds = 2;
const picturesMax = 300;

/**
 * Keeps small pictures of what was seen, for the timeline to show where it is pointed at. The controls find them as the
 * cues of a text track, each an address and the part of the picture.
 */
export function keepThumbnails({ video, controller }: PlayerPage): void {
  const track = video.addTextTrack('metadata', 'thumbnails');
  // The controls stretch the first and the last cue over all that lies before and after: these have nothing to show.
  track.addCue(new VTTCue(0, 0, ''));
  track.addCue(new VTTCue(Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER, ''));
  const taken = new Set<number>();
  const events = new AbortController();

  const take = async (): Promise<void> => {
    const { currentTime, duration, videoWidth, videoHeight } = video;
    const isShown = video.readyState >= HTMLMediaElement.HAVE_CURRENT_DATA && !video.seeking;
    if (!isShown || videoWidth === 0 || !Number.isFinite(duration)) return;
    const seconds = Math.max(stretchSeconds, duration / picturesMax);
    const stretch = Math.floor(currentTime / seconds);
    if (taken.has(stretch)) return;
    taken.add(stretch);
    const heightPx = Math.round((widthPx * videoHeight) / videoWidth);
    const canvas = new OffscreenCanvas(widthPx, heightPx);
    canvas.getContext('2d')!.drawImage(video, 0, 0, widthPx, heightPx);
    const blob = await canvas.convertToBlob({ type: 'image/jpeg', quality: 0.7 });
    const address = `${URL.createObjectURL(blob)}#xywh=0,0,${widthPx},${heightPx}`;
    track.addCue(new VTTCue(stretch * seconds, (stretch + 1) * seconds, address));
    showAgain(controller);
  };
  for (const type of ['timeupdate', 'seeked']) {
    // A film that the browser plays from another site by itself is not given away: then none is.
    video.addEventListener(type, () => void take().catch(() => events.abort()), { signal: events.signal });
  }
}

/** The controls look for a picture when the pointer moves: where it rests meanwhile, they are asked to look once more. */
function showAgain(controller: HTMLElement): void {
  const timeline = controller.querySelector('media-time-range');
  const pointedAt = timeline?.getAttribute('mediapreviewtime') ?? null;
  if (pointedAt === null) return;
  const detail = Number(pointedAt);
  timeline?.dispatchEvent(new CustomEvent('mediapreviewrequest', { bubbles: true, composed: true, detail }));
}
