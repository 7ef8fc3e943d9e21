import { defaultFunnelOptions, type FunnelOptions } from '../core/funnel/options';
import { message } from '../shared/i18n';
import { type OptionFault, type OptionName, optionRules, optionText, unitSizes } from '../shared/options';
import { boundsSentence, faultSentences, optionWords, unitWord, valueWords } from './words';

/** One option on the page. What it shows is what holds. */
export class OptionField {
  readonly element: HTMLElement;
  readonly #name: OptionName;
  readonly #control: HTMLInputElement | HTMLSelectElement;
  readonly #bounds: HTMLElement;
  readonly #fault: HTMLElement;
  /** What the control showed last; else it is being changed. */
  #shown: string;

  /**
   * @param template of an option, with its parts by class
   * @param changed told what was typed or chosen
   */
  constructor(name: OptionName, template: HTMLTemplateElement, changed: (typed: string) => void) {
    this.#name = name;
    const content = template.content.cloneNode(true) as DocumentFragment;
    this.element = content.querySelector<HTMLElement>('.option')!;
    const part = (selector: string) => content.querySelector<HTMLElement>(selector)!;
    const { label, about } = optionWords[name];
    this.#control = unitSizes[optionRules[name].unit] === 1 ? choice(name) : textBox();
    this.#shown = this.#control.value;
    this.#control.id = name;
    part('label').textContent = message(label);
    part('label').setAttribute('for', name);
    part('.about').textContent = message(about);
    part('.unit').textContent = unitWord(name);
    part('.row').prepend(this.#control);
    this.#bounds = part('.bounds');
    this.#fault = part('.fault');
    const described = ['.about', '.unit', '.bounds', '.fault'].map((selector) => {
      const id = `${name}-${selector.slice(1)}`;
      part(selector).id = id;
      return id;
    });
    this.#control.setAttribute('aria-describedby', described.join(' '));
    this.#control.addEventListener('input', () => this.#tell(null, ''));
    this.#control.addEventListener('change', () => changed(this.#control.value));
  }

  /** The options as they are now; somebody's typing is not disturbed. */
  show(options: FunnelOptions): void {
    this.#bounds.textContent = boundsSentence(this.#name, options, defaultFunnelOptions[this.#name]);
    if (this.#control.value === this.#shown) this.#set(options);
  }

  /** What was typed is what holds now. */
  accept(options: FunnelOptions): void {
    this.#tell(null, '');
    this.#set(options);
  }

  /** What was typed goes, and is told why. */
  refuse(fault: OptionFault, options: FunnelOptions): void {
    this.#tell(fault, faultSentences(this.#name, this.#control.value, fault, options));
    this.#set(options);
  }

  #set(options: FunnelOptions): void {
    this.#shown = optionText(this.#name, options[this.#name]);
    this.#control.value = this.#shown;
  }

  #tell(fault: OptionFault | null, sentences: string): void {
    this.#fault.textContent = sentences;
    if (fault === null) delete this.#fault.dataset.error;
    else this.#fault.dataset.error = fault;
  }
}

/** Few enough values to choose from. */
function choice(name: OptionName): HTMLSelectElement {
  const { min, max, special } = optionRules[name];
  const numbers = Array.from({ length: max - min + 1 }, (_, i) => min + i);
  const select = document.createElement('select');
  for (const value of special === null ? numbers : [special, ...numbers]) {
    select.add(new Option(valueWords(name, value), optionText(name, value)));
  }
  return select;
}

function textBox(): HTMLInputElement {
  const input = document.createElement('input');
  input.type = 'text';
  input.inputMode = 'decimal';
  input.autocomplete = 'off';
  input.maxLength = 12;
  return input;
}
