import { type FunnelError, traitsOf } from '../core/errors';
import type { PlayerRequest } from '../shared/player-address';
import { Attempts } from './attempts';
import type { OpenFile } from './open-early';
import { keptPlace } from './place';
import { keepQueue } from './queue';
import { playSample } from './sample';
import { createPlayerView } from './view/create-player-view';
import type { PlayerView } from './view/player-view';
import { offerResume } from './view/resume-offer';
import { keepProgress } from './watching/keep-progress';
import { keepViewing } from './watching/keep-viewing';
import { answerMediaKeys } from './watching/media-keys';
import type { Remembered } from './watching/remembered';
import { stayAwake } from './watching/stay-awake';

/** Plays a link on this page. To be called once. */
export function playOnPage(
  request: PlayerRequest,
  openFile: OpenFile,
  { viewing, leftAtSeconds }: Remembered,
): void {
  const view = createView();
  const { video } = view;
  keepViewing(video, viewing);
  stayAwake(video);
  const resumes = leftAtSeconds !== null && viewing.resume === 'automatic';
  // A tab that comes again goes on where it stood, without a word.
  const isTold = leftAtSeconds !== null && keptPlace() === null;
  /** Whether the viewer may still go back to where the film was left: then that is not written over. */
  let isOffered = isTold && !resumes;
  const keepLink = keepProgress(view, request, viewing, () => isOffered);
  if (isTold) {
    const gone = () => {
      isOffered = false;
    };
    // The film may be another by now, and shorter.
    const offer = () =>
      leftAtSeconds < video.duration ? offerResume(video, leftAtSeconds, resumes, gone) : gone();
    video.addEventListener('loadeddata', offer, { once: true });
  }
  void view.controls
    .then(() => import('./captions/add-captions'))
    .then(({ addCaptionFiles }) => addCaptionFiles(view.page, request));
  new Attempts(view, request, openFile, resumes ? leftAtSeconds : 0, keepLink);
}

/** Plays the film that comes with the extension. */
export function playSampleOnPage(): void {
  playSample(createView());
}

/** Says why there is nothing to play. */
export function showErrorOnPage(error: FunnelError): void {
  createView().showError(error, traitsOf(error.code).actions);
}

function createView(): PlayerView {
  const view = createPlayerView(document);
  keepQueue(view);
  answerMediaKeys(view.video);
  return view;
}
