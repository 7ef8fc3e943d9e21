export async function togglePictureInPicture(document: Document, video: HTMLVideoElement): Promise<void> {
  try {
    if (document.pictureInPictureElement) await document.exitPictureInPicture();
    // Firefox has no such method; its own button over the picture does it.
    else await video.requestPictureInPicture?.();
  } catch {
    // No picture yet: nothing to take out of the page.
  }
}
