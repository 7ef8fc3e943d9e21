import { type MessageKey, message } from '../shared/i18n';
import { storedKeys } from '../shared/keys';
import { readSettings, type SettingsFault, settingsText } from '../shared/settings-file';
import { storedOptions } from '../shared/stored-options';
import { storedProfiles } from '../shared/stored-profiles';
import { storedViewing } from '../shared/viewing';

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

/** The buttons that write all settings into a file and read them from one. To be called once. */
export function addSettingsFile(document: Document, say: (sentence: string, fault?: string) => void): void {
  const file = document.querySelector<HTMLInputElement>('input[type="file"]')!;
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
      const wrong = await readSettings(settings, await chosen.text());
      if (wrong === null) say(message('imported', chosen.name));
      else say(message(faultWords[wrong.fault], chosen.name, 'part' in wrong ? wrong.part : ''), wrong.fault);
    } catch (thrown) {
      say(message('optionsNotSaved', String(thrown)), 'not-saved');
    }
  }
}
