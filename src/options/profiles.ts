import type { HeaderProfile } from '../shared/header-profiles';
import { message } from '../shared/i18n';
import { profilesMax } from '../shared/parse-profile';
import { storedProfiles } from '../shared/stored-profiles';
import { element } from './element';
import { ProfileRow } from './profile-row';
import { type Say, sayNotSaved } from './say';

/**
 * What some hosts are told, one row a profile. To be called once, when the page's words are in place.
 */
export function addProfilesSection(document: Document, say: Say): void {
  const list = element('ul');
  const add = element('button', { type: 'button', textContent: message('profileAdd') });
  add.dataset.action = 'add-profile';
  const section = element('section', { className: 'profiles' });
  section.append(
    element('h2', { textContent: message('profilesTitle') }),
    element('p', { className: 'about', textContent: message('profilesAbout') }),
    list,
    add,
  );
  document.querySelector('footer')!.before(section);

  /** By what they say: a row that somebody is writing in stays when another changes. */
  let rows = new Map<string, ProfileRow>();
  const show = (profiles: readonly HeaderProfile[]): void => {
    const shown = new Map(
      profiles.map((profile) => {
        const key = JSON.stringify(profile);
        return [key, rows.get(key) ?? rowOf(profile)];
      }),
    );
    for (const [key, row] of rows) if (!shown.has(key)) row.element.remove();
    rows = shown;
    // What is in its place already stays there, or would lose the focus.
    let at = list.firstElementChild;
    for (const { element } of rows.values()) {
      if (element === at) at = at.nextElementSibling;
      else list.insertBefore(element, at);
    }
    add.disabled = rows.size >= profilesMax;
  };

  /** Changes what is stored; with nothing `before` it is added, with nothing `after` it goes. Resolves with whether it did. */
  const put = async (before: HeaderProfile | null, after: HeaderProfile | null): Promise<boolean> => {
    const key = JSON.stringify(before);
    const name = (after ?? before)?.name ?? '';
    try {
      let kept: readonly HeaderProfile[] = [];
      await storedProfiles.change((profiles) => {
        kept = profiles;
        const found = profiles.findIndex((each) => JSON.stringify(each) === key);
        const [at, count] = found < 0 ? [profiles.length, 0] : [found, 1];
        return profiles.toSpliced(at, count, ...(after === null ? [] : [after]));
      });
      show(await storedProfiles.read());
      if (after !== null) rows.get(JSON.stringify(after))?.focus();
      const undo = () => storedProfiles.change(() => kept);
      if (after === null) say(message('profileRemoved', name), { undo });
      else say(message('profileSaved', name));
      return true;
    } catch (thrown) {
      sayNotSaved(say, thrown);
      return false;
    }
  };

  const rowOf = (profile: HeaderProfile): ProfileRow =>
    new ProfileRow(profile, (after) => {
      if (after === null) add.focus();
      void put(profile, after);
    });
  add.addEventListener('click', () => {
    const row = new ProfileRow(null, (after) => {
      if (after === null) {
        row.element.remove();
        add.focus();
      } else void put(null, after).then((isKept) => isKept && row.element.remove());
    });
    list.append(row.element);
    row.edit();
  });
  storedProfiles.read().then(show, () => show([]));
  storedProfiles.watch(show);
}
