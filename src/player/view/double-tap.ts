/** Longer apart they are two taps. */
const togetherMs = 400;

/**
 * Two taps of a finger on one side of the picture go back or forward, each further one again, as people know it; two in
 * its middle are told as well. One tap shows or hides the controls, which are not this one's business.
 */
export function listenToTaps(
  video: HTMLVideoElement,
  tappedTwice: Readonly<Record<'start' | 'middle' | 'end', () => void>>,
): void {
  let last = { side: '', atMs: -Infinity };
  video.addEventListener('click', (event) => {
    if (event.pointerType !== 'touch') return;
    const { left, width } = video.getBoundingClientRect();
    const share = (event.clientX - left) / width;
    const side = share < 1 / 3 ? 'start' : share < 2 / 3 ? 'middle' : 'end';
    const isAgain = side === last.side && event.timeStamp - last.atMs < togetherMs;
    last = { side, atMs: event.timeStamp };
    if (isAgain) tappedTwice[side]();
  });
}
