import { message } from '../shared/i18n';
import { commandWords, keyWord } from '../shared/key-words';
import {
  defaultKeys,
  type KeyCommand,
  type KeyFault,
  type Keys,
  keyCommands,
  keyFault,
  keyName,
  parseKeys,
  storedKeys,
} from '../shared/keys';
import type { Say } from './say';

/** The player's keys, each to be changed by pressing another. To be called once, when the page's words are in place. */
export function addKeysSection(document: Document, say: Say): HTMLElement {
  const section = document.createElement('section');
  section.className = 'keys';
  const heading = document.createElement('h2');
  heading.textContent = message('helpTitle');
  const about = document.createElement('p');
  about.className = 'about';
  about.textContent = message('keysAbout');
  const list = document.createElement('ul');
  const fault = document.createElement('p');
  fault.className = 'fault';
  fault.setAttribute('aria-live', 'polite');
  section.append(heading, about, list, fault);

  let keys = parseKeys(null);
  const tell = (sentence: string, code: string | null): void => {
    fault.textContent = sentence;
    if (code === null) delete fault.dataset.error;
    else fault.dataset.error = code;
  };
  const give = (command: KeyCommand, names: readonly string[]): void => {
    tell('', null);
    // What was done before is not to be undone over this.
    say('');
    storedKeys
      .change((stored) => ({ ...stored, [command]: names }))
      .catch((thrown) => tell(message('optionsNotSaved', String(thrown)), 'not-saved'));
  };
  const rows = keyCommands.map((command) =>
    keyRow(
      document,
      command,
      (pressed) => {
        const found = keyFault(keys, command, pressed);
        if (found === null) give(command, [pressed]);
        else tell(faultSentence(pressed, found), found.fault);
        return found === null;
      },
      () => give(command, []),
    ),
  );
  list.append(...rows.map(({ element }) => element));
  const show = (current: Keys): void => {
    keys = current;
    for (const [index, row] of rows.entries()) row.show(keys[keyCommands[index]!]);
  };
  storedKeys.read().then(show, () => show(keys));
  storedKeys.watch(show);
  document.querySelector('[data-action="reset"]')!.addEventListener('click', () => {
    tell('', null);
  });
  document.querySelector('form')!.after(section);
  return section;
}

/** One command: a button that shows its keys and, once pressed, waits for another. */
function keyRow(
  document: Document,
  command: KeyCommand,
  pressed: (name: string) => boolean,
  cleared: () => void,
): { element: HTMLElement; show(names: readonly string[]): void } {
  const element = document.createElement('li');
  const label = document.createElement('span');
  label.id = `key-label-${command}`;
  label.textContent = message(commandWords[command]);
  const button = document.createElement('button');
  button.type = 'button';
  button.id = `key-${command}`;
  button.setAttribute('aria-labelledby', `${label.id} ${button.id}`);
  const standard = document.createElement('small');
  standard.id = `key-default-${command}`;
  standard.textContent = message('choiceDefault', keyWords(defaultKeys[command]));
  button.setAttribute('aria-describedby', standard.id);
  element.append(label, standard, button);

  let shown: readonly string[] = defaultKeys[command];
  let isWaiting = false;
  let isTaken = false;
  const draw = (): void => {
    button.textContent = isWaiting ? message('keyPress') : keyWords(shown);
    standard.hidden = keyWords(shown) === keyWords(defaultKeys[command]);
    button.toggleAttribute('data-waiting', isWaiting);
  };
  const wait = (waits: boolean): void => {
    isWaiting = waits;
    draw();
  };
  button.addEventListener('click', () => wait(true));
  button.addEventListener('blur', () => wait(false));
  button.addEventListener('keydown', (event) => {
    const name = keyName(event);
    if (!isWaiting || name === null || event.key === 'Tab') return;
    event.preventDefault();
    isTaken = true;
    if (event.repeat) return;
    if (name === 'Backspace') cleared();
    // What is refused may be followed by a better one.
    else if (name !== 'Escape' && !pressed(name)) return;
    wait(false);
  });
  // A space bar that was pressed to be chosen would press the button as it comes up.
  button.addEventListener('keyup', (event) => {
    if (isTaken) event.preventDefault();
    isTaken = false;
  });
  draw();
  return {
    element,
    show(names) {
      shown = names;
      draw();
    },
  };
}

const keyWords = (names: readonly string[]): string =>
  names.length === 0 ? message('keyNone') : names.map(keyWord).join('  ');

function faultSentence(name: string, found: KeyFault): string {
  if (found.fault === 'reserved') return message('keyReserved', keyWord(name));
  return message('keyTaken', keyWord(name), message(commandWords[found.by]));
}
