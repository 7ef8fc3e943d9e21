import { concatenate } from './box-writer';
import type { FragmentWriter } from './fragment-writer';
import type { Shape } from './shape';

/** Samples one after another, without boxes around them. */
export const writeSamples: FragmentWriter = ({ runs }, read) => concatenate(runs.map(read));

/**
 * An MP3 track as bare frames: Chromium takes MP3 in no other shape. They carry no times: whoever appends them must
 * say where they begin.
 */
export const bareFrames: Shape = {
  mimeType: 'audio/mpeg',
  initSegment: new Uint8Array(0),
  write: writeSamples,
};
