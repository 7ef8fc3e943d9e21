/** One thing to play in a list: a button with a name, and something small about it. */
export interface Row {
  readonly element: HTMLLIElement;
  readonly button: HTMLButtonElement;
  setTitle(title: string): void;
  setDetail(detail: string): void;
}

export function createRow(title: string, play: () => void): Row {
  const element = document.createElement('li');
  const button = document.createElement('button');
  const name = document.createElement('span');
  const detail = document.createElement('small');
  button.type = 'button';
  name.className = 'name';
  name.dir = 'auto';
  name.textContent = title;
  button.append(name, detail);
  button.addEventListener('click', play);
  element.append(button);
  return {
    element,
    button,
    setTitle: (text) => {
      name.textContent = text;
    },
    setDetail: (text) => {
      detail.textContent = text;
    },
  };
}
