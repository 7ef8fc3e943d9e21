import { defaultFunnelOptions, type FunnelOptions } from '../core/funnel/options';
import { localizePage, message } from '../shared/i18n';
import { type OptionName, optionNames, parseOption } from '../shared/options';
import { readOptions, watchOptions, writeOptions } from '../shared/stored-options';
import { addKeysSection } from './keys';
import { OptionField } from './option-field';
import { addProfilesSection } from './profiles';
import { createSay, sayNotSaved } from './say';
import { addSettings } from './settings';
import { addWatchingSection } from './watching';
import { optionWords, valueWords } from './words';

const form = document.querySelector('form')!;
const template = document.querySelector('template')!;
const say = createSay(document);
let options = defaultFunnelOptions;
/** Changes on their way to the store: until they are there, this page knows better than it. */
let saving = 0;

const fields = new Map(
  optionNames.map((name) => [name, new OptionField(name, template, (typed) => change(name, typed))]),
);
void refresh().finally(() => {
  form.append(...[...fields.values()].map(({ element }) => element));
  localizePage(document);
});
watchOptions(() => void refresh());
addWatchingSection(document, addKeysSection(document, say), say);
addProfilesSection(document, say);
addSettings(document, say);
form.addEventListener('submit', (event) => event.preventDefault());
document.querySelector('[data-action="reset"]')!.addEventListener('click', () => {
  for (const field of fields.values()) field.accept(defaultFunnelOptions);
});

/** What is stored now, not what a notice says was stored: that may come late, after a change by the next key. */
async function refresh(): Promise<void> {
  const stored = await readOptions();
  if (saving === 0) show(stored);
}

function show(current: FunnelOptions): void {
  options = current;
  for (const field of fields.values()) field.show(options);
}

function change(name: OptionName, typed: string): void {
  const { value, fault } = parseOption(name, typed, options);
  if (fault !== null) {
    say('');
    fields.get(name)!.refuse(fault, options);
    return;
  }
  const change = { [name]: value };
  fields.get(name)!.accept({ ...options, ...change });
  void save(change, message('optionsSaved', message(optionWords[name].label), valueWords(name, value)));
}

/** Takes effect on this page at once, since what may be typed next depends on it. */
async function save(changes: Partial<FunnelOptions>, sentence: string): Promise<void> {
  show({ ...options, ...changes });
  saving += 1;
  try {
    await writeOptions(changes);
    say(sentence);
  } catch (thrown) {
    sayNotSaved(say, thrown);
  }
  saving -= 1;
  await refresh();
}
