/** Until frames have been seen. Most films have 24 to 30 a second. */
const assumedFrameSeconds = 1 / 25;
const framesToMeasure = 24;

/** Steps a paused film by one frame, as long as this film's frames have turned out to be. */
export function createFrameStepper(video: HTMLVideoElement): (direction: 1 | -1) => void {
  let frameSeconds = assumedFrameSeconds;
  let left = framesToMeasure;
  let last: VideoFrameCallbackMetadata | null = null;

  const measure = (_nowMs: number, frame: VideoFrameCallbackMetadata): void => {
    if (last !== null) {
      const frames = frame.presentedFrames - last.presentedFrames;
      const seconds = (frame.mediaTime - last.mediaTime) / frames;
      // Only neighbours tell: across a seek or dropped frames the gap is no frame's length.
      if (frames === 1 && seconds > 0 && seconds < 0.2) {
        frameSeconds = left === framesToMeasure ? seconds : Math.min(frameSeconds, seconds);
        left -= 1;
      }
    }
    last = frame;
    if (left > 0) video.requestVideoFrameCallback(measure);
  };
  video.requestVideoFrameCallback?.(measure);

  return (direction) => {
    if (!Number.isFinite(video.duration)) return;
    video.pause();
    const target = video.currentTime + direction * frameSeconds;
    video.currentTime = Math.min(Math.max(0, target), video.duration);
  };
}
