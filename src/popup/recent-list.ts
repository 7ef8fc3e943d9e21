import { formatTime } from '../shared/format';
import { clearHistory, type RecentFilm, recentFilms } from '../shared/history';
import { message } from '../shared/i18n';
import { createRow } from './row';

/** As many as can be taken in at a glance. */
const shownMax = 8;

/** What was watched lately, and how far; a section without any is not there. */
export async function showRecent(section: HTMLElement, play: (film: RecentFilm) => void): Promise<void> {
  const films = (await recentFilms()).slice(0, shownMax);
  section.querySelector('ul')!.replaceChildren(...films.map((film) => recentRow(film, play)));
  section.hidden = films.length === 0;
  section.querySelector<HTMLButtonElement>('[data-action="clear"]')!.onclick = () => {
    void clearHistory().then(() => {
      section.hidden = true;
    });
  };
}

function recentRow(film: RecentFilm, play: (film: RecentFilm) => void): HTMLElement {
  const { positionSeconds, durationSeconds } = film;
  const row = createRow(film.title, () => play(film));
  row.button.title = film.url;
  row.setDetail(message('popupProgress', formatTime(positionSeconds), formatTime(durationSeconds)));
  const bar = document.createElement('span');
  bar.className = 'progress';
  const share = durationSeconds > 0 ? Math.min(1, positionSeconds / durationSeconds) : 0;
  bar.style.setProperty('--share', String(share));
  row.button.append(bar);
  return row.element;
}
