import type { PlayerPage } from './player-page';

const widthPx = 192;
/** A picture is kept for each stretch of so many seconds, in a long film of more: they take some megabytes in all. */
const stretchSeconds = 2;
const picturesMax = 300;

/**
 * Gives the timeline small pictures to show where it is pointed at: of what was seen, and when asked for also of film in
 * hand. The controls find them as the cues of a text track, each an address and the part of the picture.
 */
export function keepThumbnails({ video, controller, pictures }: PlayerPage): void {
  const track = video.addTextTrack('metadata', 'thumbnails');
  // The controls stretch the first and the last cue over all that lies before and after: these have nothing to show.
  track.addCue(new VTTCue(0, 0, ''));
  track.addCue(new VTTCue(Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER, ''));
  /** By their stretches. What was seen is more exact, and takes the place of what was decoded ahead. */
  const cues = new Map<number, { readonly cue: VTTCue; readonly isSeen: boolean }>();
  /** Stretches whose picture a decoder would not show. */
  const refused = new Set<number>();
  const stretchAt = (timeSeconds: number): Stretch => {
    const seconds = Math.max(stretchSeconds, video.duration / picturesMax);
    const index = Math.floor(timeSeconds / seconds);
    return { index, startSeconds: index * seconds, endSeconds: (index + 1) * seconds };
  };
  const keep = async (
    { index, startSeconds, endSeconds }: Stretch,
    picture: HTMLVideoElement,
    isSeen: boolean,
  ): Promise<void> => {
    const cue = new VTTCue(startSeconds, endSeconds, '');
    const former = cues.get(index);
    // Before the picture is made: it is to be made once.
    cues.set(index, { cue, isSeen });
    cue.text = await addressOf(picture);
    if (former) {
      track.removeCue(former.cue);
      URL.revokeObjectURL(former.cue.text.replace(/#.*/, ''));
    }
    track.addCue(cue);
    showAgain(controller);
  };

  const events = new AbortController();
  const see = async (): Promise<void> => {
    const isShown = video.readyState >= HTMLMediaElement.HAVE_CURRENT_DATA && !video.seeking;
    if (!isShown || video.videoWidth === 0 || !Number.isFinite(video.duration)) return;
    const stretch = stretchAt(video.currentTime);
    const former = cues.get(stretch.index);
    if (!former || (!former.isSeen && former.cue.text !== '')) await keep(stretch, video, true);
  };
  for (const type of ['timeupdate', 'seeked']) {
    // A film that the browser plays from another site by itself is not given away: then none is.
    video.addEventListener(type, () => void see().catch(() => events.abort()), { signal: events.signal });
  }

  /** One at a time: where the pointer has been meanwhile does not matter any more. */
  let isLooking = false;
  const lookAhead = async (): Promise<void> => {
    const timeSeconds = pointedAt(controller);
    if (isLooking || timeSeconds === null || !Number.isFinite(video.duration)) return;
    const stretch = stretchAt(timeSeconds);
    if (cues.has(stretch.index) || refused.has(stretch.index)) return;
    isLooking = true;
    await pictures
      .at(timeSeconds, async (picture) => {
        if (!cues.has(stretch.index)) await keep(stretch, picture, false);
      })
      .catch(() => void refused.add(stretch.index));
    isLooking = false;
    if (pointedAt(controller) !== timeSeconds) await lookAhead();
  };
  controller.addEventListener('mediapreviewrequest', () => void lookAhead());
}

interface Stretch {
  readonly index: number;
  readonly startSeconds: number;
  readonly endSeconds: number;
}

/** A small copy of it, as a picture of its own. */
async function addressOf(picture: HTMLVideoElement): Promise<string> {
  const heightPx = Math.round((widthPx * picture.videoHeight) / picture.videoWidth);
  const canvas = new OffscreenCanvas(widthPx, heightPx);
  canvas.getContext('2d')!.drawImage(picture, 0, 0, widthPx, heightPx);
  const blob = await canvas.convertToBlob({ type: 'image/jpeg', quality: 0.7 });
  return `${URL.createObjectURL(blob)}#xywh=0,0,${widthPx},${heightPx}`;
}

/** When the pointer on the timeline points at; null where there is none. */
function pointedAt(controller: HTMLElement): number | null {
  const text = controller.querySelector('media-time-range')?.getAttribute('mediapreviewtime') ?? null;
  return text === null ? null : Number(text);
}

/** The controls look for a picture when the pointer moves: where it rests meanwhile, they are asked to look once more. */
function showAgain(controller: HTMLElement): void {
  const detail = pointedAt(controller);
  if (detail === null) return;
  const timeline = controller.querySelector('media-time-range');
  timeline?.dispatchEvent(new CustomEvent('mediapreviewrequest', { bubbles: true, composed: true, detail }));
}
