import { clearHistory } from '../shared/history';
import { type MessageKey, message } from '../shared/i18n';
import { defaultViewing, resumeWays, storedViewing } from '../shared/viewing';
import type { Say } from './say';

const words: Readonly<Record<(typeof resumeWays)[number], MessageKey>> = {
  automatic: 'resumeAutomatic',
  ask: 'resumeAsk',
  never: 'resumeNever',
};

/** Whoever wants no list of films wants none of the past either. To be called when it may have been chosen. */
export async function forgetUnwantedFilms(): Promise<void> {
  if ((await storedViewing.read()).resume === 'never') await clearHistory();
}

/** Whether films go on where they were left. To be called once. @param before the section that follows */
export function addWatchingSection(document: Document, before: Element, say: Say): void {
  const section = document.createElement('section');
  section.className = 'watching';
  const label = document.createElement('label');
  label.htmlFor = 'resume';
  label.textContent = message('resumeLabel');
  const about = document.createElement('p');
  about.className = 'about';
  about.id = 'resume-about';
  about.textContent = message('resumeAbout');
  const row = document.createElement('div');
  row.className = 'row';
  const select = document.createElement('select');
  select.id = 'resume';
  const standard = document.createElement('p');
  standard.className = 'bounds';
  standard.id = 'resume-bounds';
  standard.textContent = message('choiceDefault', message(words[defaultViewing.resume]));
  select.setAttribute('aria-describedby', `${about.id} ${standard.id}`);
  for (const way of resumeWays) select.add(new Option(message(words[way]), way));
  row.append(select);
  section.append(label, about, row, standard);

  const show = ({ resume }: typeof defaultViewing) => {
    select.value = resume;
  };
  select.addEventListener('change', () => {
    const resume = resumeWays.find((way) => way === select.value)!;
    // What was done before is not to be undone over this.
    say('');
    storedViewing
      .change((viewing) => ({ ...viewing, resume }))
      .then(forgetUnwantedFilms)
      .catch((thrown) => {
        about.textContent = message('optionsNotSaved', String(thrown));
      });
  });
  storedViewing.read().then(show, () => show(defaultViewing));
  storedViewing.watch(show);
  before.before(section);
}
