import { type MessageKey, message } from './i18n';
import type { KeyCommand } from './keys';

/** What each command is called. */
export const commandWords: Readonly<Record<KeyCommand, MessageKey>> = {
  playPause: 'keyPlayPause',
  back: 'keyBack',
  forward: 'keyForward',
  backALittle: 'keyBackALittle',
  forwardALittle: 'keyForwardALittle',
  toStart: 'keyToStart',
  toEnd: 'keyToEnd',
  frameBack: 'keyFrameBack',
  frameForward: 'keyFrameForward',
  slower: 'keySlower',
  faster: 'keyFaster',
  volumeUp: 'keyVolumeUp',
  volumeDown: 'keyVolumeDown',
  mute: 'keyMute',
  fullscreen: 'keyFullscreen',
  pictureInPicture: 'keyPictureInPicture',
  captions: 'keyCaptions',
  captionsEarlier: 'keyCaptionsEarlier',
  captionsLater: 'keyCaptionsLater',
  loop: 'keyLoop',
  loopPart: 'keyLoopPart',
  savePicture: 'keySavePicture',
  next: 'keyNext',
  panel: 'keyPanel',
  help: 'keyHelp',
};

const arrows: Readonly<Record<string, string>> = {
  ArrowLeft: '←',
  ArrowRight: '→',
  ArrowUp: '↑',
  ArrowDown: '↓',
};

/** As it is printed on a keyboard. */
export const keyWord = (name: string): string =>
  name === 'Space' ? message('keySpace') : (arrows[name] ?? (name.length === 1 ? name.toUpperCase() : name));
