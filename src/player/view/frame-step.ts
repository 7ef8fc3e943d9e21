/** Until frames have been seen. Most films have 24 to 30 a second. */
const assumedFrameSeconds = 1 / 25;
const framesToMeasure = 24;

/** Steps a paused film by one frame, as long as this film's frames have turned out to be. */
export function createFrameStepper(video: HTMLVideoElement): (direction: 1 | -1) => void {
  let frameSeconds = assumedFrameSeconds;
  let left = framesToMeasure;
  let last: VideoFrameCallbackMetadata | null = null;
  let target = -1;

  const look = (_nowMs: number, frame: VideoFrameCallbackMetadata): void => {
    // A paused player shows what steps and seeks lead to.
    if (last !== null && left > 0 && !video.paused) {
      const frames = frame.presentedFrames - last.presentedFrames;
      const seconds = (frame.mediaTime - last.mediaTime) / frames;
      // Only neighbours tell: across a seek or dropped frames the gap is no frame's length.
      if (frames === 1 && seconds > 0 && seconds < 0.2) {
        frameSeconds = left === framesToMeasure ? seconds : Math.min(frameSeconds, seconds);
        left -= 1;
      }
    }
    last = frame;
    video.requestVideoFrameCallback(look);
  };
  video.requestVideoFrameCallback?.(look);

  return (direction) => {
    if (!Number.isFinite(video.duration)) return;
    video.pause();
    const now = video.currentTime;
    // Where the frame on screen begins, as this knows from the step before it, or was told.
    const told = last?.mediaTime ?? 0;
    const begin = Math.abs(now - target) < 0.001 ? target - frameSeconds / 2 : told;
    const from = now >= begin && now < begin + frameSeconds ? begin : now;
    // The middle of a frame: its edge may be rounded into the one before.
    target = Math.min(Math.max(0, from + (direction + 0.5) * frameSeconds), video.duration);
    video.currentTime = target;
  };
}
