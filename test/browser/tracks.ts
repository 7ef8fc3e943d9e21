// What somebody hears, reads and finds on the timeline.
import type { Page } from 'puppeteer-core';

/**
 * The pitch of half a second of what is playing; 0 for silence. Recorded and decoded: on a machine without sound no
 * browser lets a page listen in any other way.
 */
export const heardHertz = (page: Page): Promise<number> =>
  page.evaluate(async () => {
    type Captured = HTMLVideoElement & { captureStream?(): MediaStream; mozCaptureStream?(): MediaStream };
    const video: Captured = document.querySelector('video')!;
    const stream = video.captureStream?.() ?? video.mozCaptureStream!();
    const recorder = new MediaRecorder(new MediaStream(stream.getAudioTracks()));
    const recorded = new Promise<BlobEvent>((resolve) => {
      recorder.addEventListener('dataavailable', resolve, { once: true });
    });
    recorder.start();
    await new Promise((resolve) => setTimeout(resolve, 500));
    recorder.stop();
    const bytes = await (await recorded).data.arrayBuffer();
    const context = new OfflineAudioContext(1, 1, 48_000);
    const sound = await context.decodeAudioData(bytes).catch(() => null);
    const samples = sound?.getChannelData(0).subarray(-12_000) ?? new Float32Array();
    const isLoud = samples.some((sample) => Math.abs(sample) > 0.01);
    const crossings = samples.filter((sample, n) => n > 0 && sample >= 0 !== samples[n - 1]! >= 0).length;
    return isLoud ? (crossings * 48_000) / (2 * samples.length) : 0;
  });

/** Chooses from the menu of sounds and captions. */
export async function choose(page: Page, label: string): Promise<void> {
  await page.waitForSelector('media-control-bar:defined [data-view="tracks-button"]', { visible: true });
  const isOpen = await page.$eval('#tracks', (menu) => menu.matches(':popover-open'));
  if (!isOpen) await page.click('[data-view="tracks-button"]');
  await page.locator(`#tracks label ::-p-text(${label})`).click();
}

/** Resolves when these captions, and no others, are on screen. */
export const captionsShown = async (page: Page, texts: readonly string[]): Promise<void> => {
  await page.waitForFunction(
    (wanted: string) => {
      const tracks = Array.from(document.querySelector('video')!.textTracks);
      const cues = tracks
        .filter(({ mode }) => mode === 'showing')
        .flatMap(({ activeCues }) => Array.from(activeCues ?? []));
      return cues.map((cue) => (cue as VTTCue).text).join('\n') === wanted;
    },
    {},
    texts.join('\n'),
  );
};

/** Resolves when the timeline has so many parts. */
export const timelineParts = async (page: Page, count: number): Promise<void> => {
  await page.waitForFunction(
    (parts: number) => {
      const range = document.querySelector('media-time-range')?.shadowRoot;
      return range?.querySelectorAll('#segments-clipping rect').length === parts;
    },
    {},
    count,
  );
};
