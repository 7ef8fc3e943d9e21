import type { TextCue } from '../../core/movie';

/** A cue for a TextTrack. Settings that make no sense are left out, and the text is shown all the same. */
export function vttCue({ startSeconds, endSeconds, text, settings }: TextCue): VTTCue {
  const cue = new VTTCue(startSeconds, endSeconds, text);
  for (const setting of settings.split(/\s+/)) {
    const [, name, value] = /^(\w+):(.+)$/.exec(setting) ?? [];
    if (name !== undefined && value !== undefined) apply(cue, name, value);
  }
  return cue;
}

/** WebVTT section 3.5, "WebVTT cue settings". Attributes of enumerated type ignore what they do not know. */
function apply(cue: VTTCue, name: string, value: string): void {
  const [number = '', alignment] = value.split(',');
  const share = /^\d+(\.\d+)?%$/.test(number) ? Number.parseFloat(number) : null;
  const isShare = share !== null && share <= 100;
  if (name === 'vertical') cue.vertical = value as DirectionSetting;
  else if (name === 'align') cue.align = (value === 'middle' ? 'center' : value) as AlignSetting;
  else if (name === 'size' && isShare) cue.size = share;
  else if (name === 'position' && isShare) {
    cue.position = share;
    if (alignment !== undefined) cue.positionAlign = alignment as PositionAlignSetting;
  } else if (name === 'line' && (isShare || /^-?\d{1,3}$/.test(number))) {
    cue.snapToLines = !isShare;
    cue.line = Number.parseFloat(number);
    if (alignment !== undefined) cue.lineAlign = alignment as LineAlignSetting;
  }
}
