import type { HeaderProfile } from '../shared/header-profiles';
import { type MessageKey, message } from '../shared/i18n';
import { type ProfileFault, parseProfileText, profileText } from '../shared/parse-profile';
import { element } from './element';

const faultWords: Readonly<Record<ProfileFault, MessageKey>> = {
  'no-profile': 'profileNone',
  'no-host': 'profileNoHost',
  'bad-host': 'profileBadHost',
  'no-header': 'profileNoHeader',
  'bad-header': 'profileBadHeader',
  'reserved-header': 'profileReservedHeader',
  'repeated-header': 'profileRepeatedHeader',
  'too-long': 'profileTooLong',
};

let lastId = 0;

/** One profile: a box that turns it on and off, and a fold to change it in. */
export class ProfileRow {
  readonly element = element('li');
  readonly #fold = element('details');
  readonly #isOn = element('input', { type: 'checkbox' });
  readonly #name = element('input', { type: 'text', maxLength: 80 });
  readonly #hosts = textArea('films.example');
  readonly #headers = textArea('User-Agent: …');
  readonly #fault = element('p', { className: 'fault', id: `profile-fault-${++lastId}` });

  /**
   * @param profile null for one that is not written yet
   * @param changed told what it is to be now; null: gone
   */
  constructor(profile: HeaderProfile | null, changed: (profile: HeaderProfile | null) => void) {
    const text = profile === null ? { name: '', isOn: true, hosts: '', headers: '' } : profileText(profile);
    this.#isOn.checked = text.isOn;
    this.#name.value = text.name;
    this.#hosts.value = text.hosts;
    this.#headers.value = text.headers;
    const title = text.name || profile?.hosts[0] || message('profileNew');
    const onOff = element('label', { className: 'on-off' });
    onOff.append(this.#isOn, element('span', { textContent: title, dir: 'auto' }));
    const save = button('save', message('profileSave'));
    const remove = button('remove', message('profileRemove'));
    const buttons = element('div', { className: 'row' });
    buttons.append(save, remove);
    this.#fault.setAttribute('aria-live', 'polite');
    const summary = element('summary', { textContent: message('profileEdit') });
    summary.ariaLabel = message('profileEditNamed', title);
    const fields = element('div', { className: 'fields' });
    fields.append(
      labelled(message('profileName'), this.#name),
      labelled(message('profileHosts'), this.#hosts),
      labelled(message('profileHeaders'), this.#headers),
      this.#fault,
      buttons,
    );
    this.#fold.append(summary, fields);
    this.element.append(
      onOff,
      element('p', { className: 'about', textContent: text.hosts.replaceAll('\n', ', ') }),
      this.#fold,
    );

    save.addEventListener('click', () => {
      const { value, fault, ...wrong } = parseProfileText({
        name: this.#name.value,
        isOn: this.#isOn.checked,
        hosts: this.#hosts.value,
        headers: this.#headers.value,
      });
      if (value !== null) changed(value);
      else this.#refuse(fault, 'part' in wrong ? wrong.part : '');
    });
    remove.addEventListener('click', () => changed(null));
    this.#isOn.addEventListener('change', () => {
      // Where somebody is writing it is kept with the rest.
      if (profile !== null && !this.#fold.open) changed({ ...profile, isOn: this.#isOn.checked });
    });
    this.element.addEventListener('input', () => this.#tell('', null));
  }

  focus(): void {
    this.#isOn.focus();
  }

  edit(): void {
    this.#fold.open = true;
    this.#name.focus();
  }

  #refuse(fault: ProfileFault, part: string): void {
    const control = fault.includes('host')
      ? this.#hosts
      : fault.includes('header')
        ? this.#headers
        : this.#name;
    this.#tell(message(faultWords[fault], part), fault);
    control.setAttribute('aria-invalid', 'true');
    control.setAttribute('aria-describedby', this.#fault.id);
    control.focus();
  }

  #tell(sentence: string, fault: ProfileFault | null): void {
    for (const control of [this.#name, this.#hosts, this.#headers]) control.removeAttribute('aria-invalid');
    this.#fault.textContent = sentence;
    if (fault === null) delete this.#fault.dataset.error;
    else this.#fault.dataset.error = fault;
  }
}

const textArea = (placeholder: string): HTMLTextAreaElement =>
  element('textarea', { rows: 2, placeholder, spellcheck: false, dir: 'ltr' });

function button(action: string, text: string): HTMLButtonElement {
  const made = element('button', { type: 'button', textContent: text });
  made.dataset.action = action;
  return made;
}

/** A control below its words. */
function labelled(words: string, control: HTMLElement): HTMLLabelElement {
  const label = element('label');
  label.append(element('span', { textContent: words }), control);
  return label;
}
