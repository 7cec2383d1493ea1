import { use } from 'react';

/** What the page that is open has to know before scripts take it over. */
const begun: Promise<unknown>[] = [];

/** Words of the shop in each of its languages. */
export interface Catalogue<Language extends string, Words> {
  /** For servers. */
  read(language: Language): Promise<Words>;
  /** For components; one that asks for a language that is not there yet waits for it. */
  use(language: Language): Words;
}

export interface CatalogueOptions {
  /** Whether a page has the words before scripts take it over; else they come when a component first asks. Default: true. */
  readonly isLoadedAhead?: boolean;
}

/** A promise that says what it came to, as React marks those that it has waited for: it then goes on at once. */
interface Settled<Value> extends Promise<Value> {
  status?: 'fulfilled';
  value?: Value;
}

/**
 * A browser gets words in the language of its page alone: each language is a file of the build. Servers, which speak all of
 * them, read all at once.
 */
export function catalogue<Language extends string, Words extends object>(
  load: Readonly<Record<Language, () => Promise<Words>>>,
  { isLoadedAhead = true }: CatalogueOptions = {},
): Catalogue<Language, Words> {
  const coming = new Map<Language, Promise<Words>>();
  for (const language of Object.keys(load) as Language[])
    if (isLoadedAhead && isSpokenHere(language)) begun.push(read(language));
  // React counts the promises of a component by their order. Words that are there must be asked for like those that are
  // not: else a component that waited for two catalogues reads the words of the first where it asks for the second.
  return { read, use: (language) => use(read(language)) };

  function read(language: Language): Promise<Words> {
    const earlier = coming.get(language);
    if (earlier) return earlier;
    const promise: Settled<Words> = load[language]();
    coming.set(language, promise);
    promise.then(
      (words) => Object.assign(promise, { status: 'fulfilled', value: words }),
      // Whoever asks next tries again.
      () => coming.delete(language),
    );
    return promise;
  }
}

/** @throws when a file of words did not come: the page then stays as the server made it, and works */
export async function catalogues(): Promise<void> {
  await Promise.all(begun);
}

/** A browser has a page in one language; a server has none. */
function isSpokenHere(language: string): boolean {
  const { document: page } = globalThis as {
    readonly document?: { readonly documentElement: { readonly lang: string } };
  };
  return page === undefined || page.documentElement.lang === language;
}
