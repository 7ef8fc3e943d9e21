import { message } from '../shared/i18n';
import { readOptions, writeOptions } from '../shared/stored-options';

/** Of all numbers, those worth a quick choice; the options page has the others. */
const counts = [1, 2, 4, 6, 12, 18, 24];

/** How many connections a film may have: what is set, to be changed at once. */
export async function fillConnectionChoice(select: HTMLSelectElement): Promise<void> {
  const { connections } = await readOptions();
  const offered = new Set(connections === 'auto' ? counts : [...counts, connections].sort((a, b) => a - b));
  select.add(new Option(message('optionAutomatic'), 'auto'));
  for (const count of offered) select.add(new Option(String(count), String(count)));
  select.value = String(connections);
  select.addEventListener('change', () => {
    void writeOptions({ connections: select.value === 'auto' ? 'auto' : Number(select.value) });
  });
}
