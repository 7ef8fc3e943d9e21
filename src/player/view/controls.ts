/** All that moves the film by the mouse, and is not needed before there is a picture. */
import './media-chrome';

export { addChaptersMenu } from './chapters-menu';
export { addPlaybackMenu } from './playback-menu';
export { keepThumbnails } from './thumbnails';
