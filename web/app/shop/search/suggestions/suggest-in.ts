import { makeCombobox, offerList } from './offer-list.ts';
import type { Offers } from './offers.ts';

/** Nobody reads between letters that come faster. */
const PAUSE_MS = 150;
/** Of a key that an input method has taken for itself, also where a browser says that it has ended already. */
const TAKEN_KEY_CODE = 229;

export interface SuggestOptions {
  /** Where offers are asked for. */
  readonly address: string;
  /** Opens a page of the shop. */
  readonly go: (to: string) => unknown;
}

/**
 * Makes the search field of a form a combobox, after ARIA's pattern. The field stays the element that it was, so that neither
 * the focus nor a composition under way are lost; it is looked up each time, since a new query makes a new one. While an
 * input method composes, nothing is asked and nothing is sent.
 */
export function suggestIn(form: HTMLFormElement, { address, go }: SuggestOptions): void {
  const field = () => form.elements.namedItem('q') as HTMLInputElement;
  const asking = askingAt(address);
  const list = offerList(form, { field, choose });
  let isComposing = false;

  const press: Readonly<Record<string, () => boolean>> = {
    ArrowDown: () => list.step(1),
    ArrowUp: () => list.step(-1),
    Enter() {
      const to = list.marked();
      if (to) choose(to);
      return to !== undefined;
    },
    Escape() {
      const wasOpen = list.isOpen();
      end();
      return wasOpen;
    },
  };

  makeCombobox(field());
  form.addEventListener('focusin', ({ target }) => target === field() && makeCombobox(field()));
  form.addEventListener('focusout', end);
  form.addEventListener('compositionstart', () => {
    isComposing = true;
    end();
  });
  form.addEventListener('compositionend', () => {
    isComposing = false;
    askSoon();
  });
  form.addEventListener('input', (event) => {
    // Of a composition that began before this form was told of it.
    isComposing ||= (event as InputEvent).isComposing;
    if (!isComposing) askSoon();
  });
  form.addEventListener('keydown', (event) => {
    if (event.target !== field() || event.isComposing || event.keyCode === TAKEN_KEY_CODE) return;
    if (press[event.key]?.()) event.preventDefault();
  });
  form.addEventListener('submit', (event) => (isComposing ? event.preventDefault() : end()));
  // Somebody may have typed before this was here.
  if (field().value !== field().defaultValue) askSoon();

  function askSoon(): void {
    const typed = field().value.trim();
    asking.ask(typed, (offers) => document.activeElement === field() && list.fill(offers));
  }

  function end(): void {
    asking.end();
    list.close();
  }

  function choose(to: string): void {
    form.reset();
    end();
    go(to);
  }
}

/** Asks for the latest text alone, after a pause. */
function askingAt(address: string) {
  let pause: ReturnType<typeof setTimeout> | undefined;
  let asked: AbortController | undefined;

  function end(): void {
    clearTimeout(pause);
    asked?.abort();
  }

  return {
    end,
    ask(typed: string, take: (offers: Offers) => unknown): void {
      end();
      asked = new AbortController();
      const { signal } = asked;
      if (!typed) take({ status: '', groups: [] });
      // Without an answer there is nothing to offer, and the form works all the same.
      else pause = setTimeout(() => offersFor(typed, signal).then(take, () => undefined), PAUSE_MS);
    },
  };

  async function offersFor(typed: string, signal: AbortSignal): Promise<Offers> {
    const answer = await fetch(`${address}?${new URLSearchParams({ q: typed })}`, { signal });
    const offers = await answer.json();
    signal.throwIfAborted();
    return offers;
  }
}
