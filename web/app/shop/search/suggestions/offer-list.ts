import type { Offer, OfferGroup, Offers } from './offers.ts';
import styles from './suggestions.module.css';

/** What is offered below a field, and which of it is marked. The focus stays in the field. */
export interface OfferList {
  readonly isOpen: () => boolean;
  /** The page that the marked one leads to. */
  readonly marked: () => string | undefined;
  fill(offers: Offers): void;
  close(): void;
  /** Marks the next one, from the end to the beginning too. @returns false where there is none */
  step(by: 1 | -1): boolean;
}

const ID = 'suggestions';
/** What makes a field a combobox, whose list completes nothing by itself. */
const COMBOBOX = {
  ...{ role: 'combobox', autocomplete: 'off', 'aria-autocomplete': 'list' },
  ...{ 'aria-controls': ID, 'aria-expanded': 'false' },
};

/** Makes a field a combobox; once more when another field has taken its place. */
export function makeCombobox(field: HTMLInputElement): void {
  setAll(field, COMBOBOX);
}

/** @param field that is there now */
export function offerList(
  form: HTMLFormElement,
  { field, choose }: { readonly field: () => HTMLInputElement; readonly choose: (to: string) => void },
): OfferList {
  const list = made('div', { id: ID, role: 'listbox', class: styles.list!, hidden: '' });
  const status = made('p', { role: 'status', class: 'unseen' });
  list.setAttribute('aria-label', field().labels?.[0]?.textContent ?? '');
  // The field keeps the focus.
  list.addEventListener('mousedown', (event) => event.preventDefault());
  list.addEventListener('click', ({ target }) => {
    const option = (target as Element).closest<HTMLElement>('[role=option]');
    if (option) choose(option.dataset.to!);
  });
  form.append(list, status);
  let options: readonly HTMLElement[] = [];
  let place = -1;

  function mark(next: number): void {
    options[place]?.setAttribute('aria-selected', 'false');
    place = next;
    const option = options[place];
    if (!option) {
      field().removeAttribute('aria-activedescendant');
      return;
    }
    option.setAttribute('aria-selected', 'true');
    option.scrollIntoView({ block: 'nearest' });
    field().setAttribute('aria-activedescendant', option.id);
  }

  function show(isOpen: boolean): void {
    list.hidden = !isOpen;
    field().setAttribute('aria-expanded', String(isOpen));
    mark(-1);
  }

  return {
    isOpen: () => !list.hidden,
    marked: () => options[place]?.dataset.to,
    fill({ groups, status: told }) {
      list.replaceChildren(...groups.map(groupElement));
      options = [...list.querySelectorAll<HTMLElement>('[role=option]')];
      for (const [index, option] of options.entries()) option.id = `${ID}-${index}`;
      status.textContent = told;
      show(options.length > 0);
    },
    close: () => show(false),
    step(by) {
      if (options.length === 0) return false;
      if (list.hidden) show(true);
      const from = place < 0 && by < 0 ? options.length : place;
      mark((from + by + options.length) % options.length);
      return true;
    },
  };
}

function groupElement({ title, offers }: OfferGroup): HTMLElement {
  const group = made('div', { role: 'group', 'aria-label': title });
  const heading = made('p', { 'aria-hidden': 'true', class: styles.title! });
  heading.textContent = title;
  group.append(heading, ...offers.map(optionElement));
  return group;
}

function optionElement({ text, to }: Offer): HTMLElement {
  const option = made('div', { role: 'option', 'aria-selected': 'false', class: styles.option! });
  option.textContent = text;
  option.dataset.to = to;
  return option;
}

function made(tag: string, attributes: Readonly<Record<string, string>>): HTMLElement {
  const element = document.createElement(tag);
  setAll(element, attributes);
  return element;
}

function setAll(element: Element, attributes: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
}
