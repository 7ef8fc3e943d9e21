import type { MovieTextTrack, TextCue } from '../../core/movie';
import { vttCue } from './vtt-cue';

const ofKind = (video: HTMLVideoElement, kind: TextTrackKind): TextTrack[] =>
  Array.from(video.textTracks).filter((track) => track.kind === kind);

/**
 * The video's text tracks for a film's captions, in their order. A text track stays with its video for good, so that of
 * an earlier attempt at the film is used again, cues and all.
 */
export function captionTracks(video: HTMLVideoElement, captions: readonly MovieTextTrack[]): TextTrack[] {
  const before = ofKind(video, 'subtitles');
  return captions.map(
    ({ name, language }, index) =>
      before[index] ?? video.addTextTrack('subtitles', name, language === 'und' ? '' : language),
  );
}

/**
 * Adds the cues of a sample, unless an earlier attempt has.
 * @param sampleName of its own among the track's
 * @param delaySeconds as of `showDelayed`
 */
export function addCues(
  track: TextTrack,
  cues: readonly TextCue[],
  sampleName: string,
  delaySeconds: number,
): void {
  for (const [index, each] of cues.entries()) {
    const cue = vttCue(each);
    cue.id = `${sampleName}/${index}`;
    delayCue(cue, delaySeconds);
    if (!track.cues?.getCueById(cue.id)) track.addCue(cue);
  }
}

/** When cues are shown by themselves. */
const ownTimes = new WeakMap<TextTrackCue, readonly [startSeconds: number, endSeconds: number]>();

/** Shows a track, its cues so much later than they say, or earlier. */
export function showDelayed(track: TextTrack, delaySeconds: number): void {
  track.mode = 'showing';
  const cues = Array.from(track.cues ?? []);
  const before = cues[0]?.endTime;
  for (const cue of cues) delayCue(cue, delaySeconds);
  if (cues[0]?.endTime === before) return;
  // Firefox goes on showing a cue that has been moved away, until the track is shown anew.
  track.mode = 'disabled';
  track.mode = 'showing';
}

function delayCue(cue: TextTrackCue, delaySeconds: number): void {
  const own = ownTimes.get(cue) ?? [cue.startTime, cue.endTime];
  ownTimes.set(cue, own);
  const [start, end] = own.map((seconds) => Math.max(0, seconds + delaySeconds)) as [number, number];
  // A live cue that is set to what it is makes the browser look at all of them again.
  if (cue.startTime !== start) cue.startTime = start;
  if (cue.endTime !== end) cue.endTime = end;
}

/** Puts chapters on the timeline, once: the controls look at them when the track is added. */
export function showChapters(video: HTMLVideoElement, chapters: readonly TextCue[]): void {
  if (chapters.length === 0 || ofKind(video, 'chapters').length > 0) return;
  const track = video.addTextTrack('chapters');
  for (const chapter of chapters) track.addCue(vttCue(chapter));
}
