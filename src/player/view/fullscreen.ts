/** The whole page goes fullscreen, so that cards, notices and the panel go with the picture. */
export async function toggleFullscreen(controller: HTMLElement): Promise<void> {
  const document = controller.ownerDocument;
  try {
    if (document.fullscreenElement === null) await controller.requestFullscreen();
    else await document.exitFullscreen();
  } catch {
    // The browser may refuse, and says so itself.
  }
}
