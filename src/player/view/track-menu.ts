import { message } from '../../shared/i18n';
import { findElement } from './find-element';
import { type NamedTrack, preferredIndex, trackLabels } from './track-label';

export interface Sound extends NamedTrack {
  readonly id: number;
}

/** Sounds and captions to choose from. It keeps what the viewer chose, whatever attempt plays. */
export interface TrackMenu {
  /** The chosen sound; null until the viewer chose one. */
  readonly soundId: number | null;
  /** Place of the chosen captions among those offered; what `addCaptions` gave for those added; null for none. */
  readonly captionsId: number | null;
  /** How much later than they say captions are shown. */
  readonly delaySeconds: number;
  /** @param playingId the sound that plays; null where none does */
  offer(sounds: readonly Sound[], playingId: number | null, captions: readonly NamedTrack[]): void;
  /**
   * Captions that are none of the film's own.
   * @param isChosen whether the viewer has asked for them; else they are shown only if nothing was chosen yet
   * @returns their id; @see captionsId
   */
  addCaptions(track: NamedTrack, isChosen: boolean): number;
  /** @returns what is shown now, an empty string for nothing; null where there are no captions */
  toggleCaptions(): string | null;
  /** @returns the delay there is now */
  delayBy(seconds: number): number;
  onChange(listener: () => void, signal: AbortSignal): void;
}

export function createTrackMenu(document: Document): TrackMenu {
  const menu = findElement(document, '[data-view="tracks"]', HTMLElement);
  const choices = findElement(menu, '[data-view="track-choices"]', HTMLElement);
  const timing = findElement(menu, '[data-view="caption-timing"]', HTMLElement);
  const listeners = new Set<() => void>();
  const changed = () => {
    for (const listener of listeners) listener();
  };
  let soundId: number | null = null;
  /** Undefined until the viewer chose, or captions were found that nobody had refused. */
  let captionsId: number | null | undefined;
  let latestCaptionsId: number | null = null;
  let delaySeconds = 0;
  let offered: { sounds: readonly Sound[]; playingId: number | null } = { sounds: [], playingId: null };
  let own: readonly NamedTrack[] = [];
  const added: NamedTrack[] = [];

  const captions = () => {
    const tracks = [...own, ...added];
    const labels = trackLabels(tracks);
    return tracks.map(({ language }, index) => {
      const id = index < own.length ? index : own.length - 1 - index;
      return { id, language, label: labels[index]! };
    });
  };
  const draw = (): void => {
    const { sounds, playingId } = offered;
    const groups: HTMLElement[] = [];
    if (sounds.length > 1) {
      const labels = trackLabels(sounds);
      const each = sounds.map(({ id }, index) => ({ value: String(id), label: labels[index]! }));
      groups.push(group(document, 'sound', message('tracksSound'), each, String(playingId)));
    }
    const each = captions().map(({ id, label }) => ({ value: String(id), label }));
    if (each.length > 0) {
      const off = { value: '', label: message('tracksOff') };
      const chosen = String(captionsId ?? '');
      groups.push(group(document, 'captions', message('tracksCaptions'), [off, ...each], chosen));
    }
    const none = document.createElement('p');
    none.textContent = message('toastNoCaptions');
    choices.replaceChildren(...(groups.length > 0 ? groups : [none]));
    timing.hidden = each.length === 0;
  };
  choices.addEventListener('change', ({ target }) => {
    if (!(target instanceof HTMLInputElement)) return;
    const id = target.value === '' ? null : Number(target.value);
    if (target.name === 'sound') soundId = id;
    else captionsId = id;
    changed();
  });

  return {
    get soundId() {
      return soundId;
    },
    get captionsId() {
      return captionsId ?? null;
    },
    get delaySeconds() {
      return delaySeconds;
    },
    offer(sounds, playingId, offeredCaptions) {
      offered = { sounds, playingId };
      own = offeredCaptions;
      draw();
    },
    addCaptions(track, isChosen) {
      added.push(track);
      const id = -added.length;
      if (isChosen || captionsId === undefined) {
        captionsId = id;
        // Once whoever added them knows their id.
        queueMicrotask(changed);
      }
      draw();
      return id;
    },
    toggleCaptions() {
      const all = captions();
      if (all.length === 0) return null;
      latestCaptionsId = captionsId ?? latestCaptionsId ?? all[preferredIndex(all, navigator.languages)]!.id;
      captionsId = captionsId == null ? latestCaptionsId : null;
      draw();
      changed();
      return all.find(({ id }) => id === captionsId)?.label ?? '';
    },
    delayBy(seconds) {
      // Tenths, kept from drifting.
      delaySeconds = Math.round((delaySeconds + seconds) * 10) / 10;
      changed();
      return delaySeconds;
    },
    onChange(listener, signal) {
      listeners.add(listener);
      signal.addEventListener('abort', () => listeners.delete(listener));
    },
  };
}

interface Choice {
  readonly value: string;
  readonly label: string;
}

function group(
  document: Document,
  name: 'sound' | 'captions',
  title: string,
  choices: readonly Choice[],
  chosen: string,
): HTMLElement {
  const fieldset = document.createElement('fieldset');
  const legend = document.createElement('legend');
  legend.textContent = title;
  fieldset.append(legend);
  for (const { value, label } of choices) {
    const row = document.createElement('label');
    const input = document.createElement('input');
    input.type = 'radio';
    input.name = name;
    input.value = value;
    input.checked = value === chosen;
    const text = document.createElement('span');
    text.dir = 'auto';
    text.textContent = label;
    row.append(input, text);
    fieldset.append(row);
  }
  return fieldset;
}
