import { findElement } from './find-element';
import { formatTime } from './format';
import type { PlayerPage } from './player-page';

/** The film's chapters, as soon as they are known, each to go to. */
export function addChaptersMenu({ document, video }: PlayerPage): void {
  const button = findElement(document, '[data-view="chapters-button"]', HTMLButtonElement);
  const menu = findElement(document, '[data-view="chapters"]', HTMLElement);

  const chapters = (): TextTrackCue[] => {
    const track = Array.from(video.textTracks).find(({ kind }) => kind === 'chapters');
    return Array.from(track?.cues ?? []);
  };
  const look = () => {
    button.hidden = chapters().length === 0;
  };
  // Chapters that lie among the film come later than their track is added only within one turn.
  video.textTracks.addEventListener('addtrack', look);
  look();
  menu.addEventListener('beforetoggle', (event) => {
    if ((event as ToggleEvent).newState !== 'open') return;
    const now = video.currentTime;
    const rows = chapters().map((cue) => {
      const row = document.createElement('button');
      row.type = 'button';
      row.className = 'menu-item';
      const isNow = cue.startTime <= now && now < cue.endTime;
      if (isNow) row.setAttribute('aria-current', 'true');
      const time = document.createElement('span');
      time.className = 'time';
      time.textContent = formatTime(cue.startTime);
      const name = document.createElement('span');
      name.dir = 'auto';
      name.textContent = (cue as VTTCue).text;
      row.append(time, name);
      row.addEventListener('click', () => {
        video.currentTime = cue.startTime;
        menu.hidePopover();
      });
      return row;
    });
    menu.replaceChildren(...rows);
  });
}
