// Counts how often the plain <video> stops for want of data, and for how long. `npm start` reads the counts off it.
const video = document.querySelector('video');
let stalls = 0;
let stalledMs = 0;
/** When the stall under way began, ms on the page's clock; null while it plays. */
let stalledSinceMs = null;

video.addEventListener('waiting', () => {
  // Waiting for the first frame is no stall: nothing has played yet.
  if (video.currentTime === 0 || video.seeking || stalledSinceMs !== null) return;
  stalls += 1;
  stalledSinceMs = performance.now();
});
video.addEventListener('playing', () => {
  if (stalledSinceMs === null) return;
  stalledMs += performance.now() - stalledSinceMs;
  stalledSinceMs = null;
});

function show() {
  const underWayMs = stalledSinceMs === null ? 0 : performance.now() - stalledSinceMs;
  const stalledSeconds = (stalledMs + underWayMs) / 1000;
  video.dataset.stalls = stalls;
  video.dataset.stalledSeconds = stalledSeconds.toFixed(2);
  document.querySelector('#played').textContent = video.currentTime.toFixed(1);
  document.querySelector('#stalls').textContent = stalls;
  document.querySelector('#waited').textContent = stalledSeconds.toFixed(1);
}
show();
// `autoplay` waits until the browser thinks it can play to the end, which on such a line is never: press play instead.
video.play().catch(() => {});
setInterval(show, 100);
