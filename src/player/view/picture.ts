import { formatTime } from './format';

/**
 * The picture on screen, in the film's own size.
 * @throws where there is none, or the browser keeps it to itself, as with a film it plays from another site by itself
 */
async function currentPicture(video: HTMLVideoElement): Promise<Blob> {
  const canvas = new OffscreenCanvas(video.videoWidth, video.videoHeight);
  canvas.getContext('2d')!.drawImage(video, 0, 0);
  return canvas.convertToBlob({ type: 'image/png' });
}

/** @param title of the film */
export async function savePicture(video: HTMLVideoElement, title: string): Promise<void> {
  const at = formatTime(video.currentTime).replaceAll(':', '.');
  const url = URL.createObjectURL(await currentPicture(video));
  const link = video.ownerDocument.createElement('a');
  link.href = url;
  const name = title.replace(/\.[a-z0-9]{2,4}$/i, '').replaceAll(/[\\/:*?"<>|]+/g, ' ');
  link.download = `${name.trim()} ${at}.png`;
  link.click();
  // The browser has taken hold of it by the next turn or so; a minute costs nothing.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

/** To the clipboard: asked for in the very turn of the click, as browsers demand. */
export const copyPicture = (video: HTMLVideoElement): Promise<void> =>
  navigator.clipboard.write([new ClipboardItem({ 'image/png': currentPicture(video) })]);
