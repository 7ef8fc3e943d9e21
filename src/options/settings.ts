import { type MessageKey, message } from '../shared/i18n';
import { storedKeys } from '../shared/keys';
import { forgetHosts } from '../shared/learned-hosts';
import { keepSettings, readSettings, type SettingsFault, settingsText } from '../shared/settings-file';
import { storedOptions } from '../shared/stored-options';
import { storedProfiles } from '../shared/stored-profiles';
import { defaultViewing, storedViewing } from '../shared/viewing';
import { type Say, sayNotSaved } from './say';
import { forgetUnwantedFilms } from './watching';

/** All that can be carried to another browser. */
const settings = {
  options: storedOptions,
  headerProfiles: storedProfiles,
  keys: storedKeys,
  viewing: storedViewing,
};

const faultWords: Readonly<Record<SettingsFault['fault'], MessageKey>> = {
  'too-large': 'importTooLarge',
  'not-settings': 'importNotSettings',
  newer: 'importNewer',
  'bad-value': 'importBadValue',
};

/** The buttons that write all settings into a file, read them from one, and forget them. To be called once. */
export function addSettings(document: Document, say: Say): void {
  const file = document.querySelector<HTMLInputElement>('input[type="file"]')!;
  document.querySelector('[data-action="reset"]')!.addEventListener('click', () => void reset());
  document.querySelector('[data-action="export"]')!.addEventListener('click', () => void save());
  document.querySelector('[data-action="import"]')!.addEventListener('click', () => file.click());
  file.addEventListener('change', () => {
    const [chosen] = file.files ?? [];
    // The same file may be chosen again, once it is mended.
    if (chosen) void load(chosen).finally(() => (file.value = ''));
  });

  async function save(): Promise<void> {
    const link = document.createElement('a');
    link.href = `data:application/json,${encodeURIComponent(await settingsText(settings))}`;
    link.download = 'funnel-settings.json';
    link.click();
    say(message('exported', link.download));
  }

  async function load(chosen: File): Promise<void> {
    try {
      const undo = await keepSettings(settings);
      const wrong = await readSettings(settings, await chosen.text());
      if (wrong !== null) {
        say(message(faultWords[wrong.fault], chosen.name, 'part' in wrong ? wrong.part : ''), wrong);
        return;
      }
      await forgetUnwantedFilms();
      say(message('imported', chosen.name), { undo });
    } catch (thrown) {
      sayNotSaved(say, thrown);
    }
  }

  async function reset(): Promise<void> {
    try {
      const restoreSettings = await keepSettings(settings);
      const restoreHosts = await forgetHosts();
      const undo = async () => {
        await Promise.all([restoreSettings(), restoreHosts()]);
      };
      const { viewing, ...others } = settings;
      for (const stored of Object.values(others)) await stored.clear();
      // Whoever wants no list of films keeps it so: that is no setting like others.
      await viewing.change(({ resume }) => ({ ...defaultViewing, ...(resume === 'never' && { resume }) }));
      say(message('optionsResetDone'), { undo });
    } catch (thrown) {
      sayNotSaved(say, thrown);
    }
  }
}
