import type { Chunk, TrackParts } from './parts';

/** Chunks of about `seconds` of each track in turn, in playing order. */
export function interleaved(tracks: readonly TrackParts[], seconds = 0.5): Chunk[] {
  const chunks = tracks.flatMap((track, index) => chunksOf(track, index, seconds));
  return chunks
    .sort((a, b) => a.startSeconds - b.startSeconds || a.chunk.track - b.chunk.track)
    .map(({ chunk }) => chunk);
}

/** Each track in one chunk, or in as many as it has sample entries. */
export const oneAfterAnother = (tracks: readonly TrackParts[]): Chunk[] =>
  tracks.flatMap((track, index) =>
    chunksOf(track, index, Number.POSITIVE_INFINITY).map(({ chunk }) => chunk),
  );

/** Chunks cut into chunks of `sampleCounts` in turn, over and over. */
export function recut(chunks: readonly Chunk[], sampleCounts: readonly number[]): Chunk[] {
  return chunks.flatMap((chunk) => {
    const cut: Chunk[] = [];
    for (let first = chunk.first; first < chunk.end; ) {
      const end = Math.min(first + sampleCounts[cut.length % sampleCounts.length]!, chunk.end);
      cut.push({ ...chunk, first, end });
      first = end;
    }
    return cut;
  });
}

function chunksOf({ samples, timescale }: TrackParts, track: number, seconds: number) {
  const chunks: { chunk: Chunk; startSeconds: number }[] = [];
  let first = 0;
  let startTicks = 0;
  let ticks = 0;
  samples.forEach((sample, index) => {
    ticks += sample.durationTicks;
    const isLast = index === samples.length - 1;
    const changes = !isLast && samples[index + 1]!.descriptionIndex !== sample.descriptionIndex;
    if (!isLast && !changes && ticks - startTicks < seconds * timescale) return;
    chunks.push({ chunk: { track, first, end: index + 1 }, startSeconds: startTicks / timescale });
    first = index + 1;
    startTicks = ticks;
  });
  return chunks;
}
