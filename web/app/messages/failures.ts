import { catalogue } from './catalogue.ts';
import type { FailureMessages } from './ja/failures.ts';
import { type Language, useLanguage } from './language.ts';

/** Nothing where they could not be loaded: what is to be said is that something failed, and this may have too. */
interface FailureWords {
  readonly words: FailureMessages | undefined;
}

const failures = catalogue<Language, FailureWords>(
  {
    ja: () => loaded(async () => (await import('./ja/failures.ts')).failuresJa),
    en: () => loaded(async () => (await import('./en/failures.ts')).failuresEn),
  },
  // Few pages fail: the others do without these words.
  { isLoadedAhead: false },
);

/** The component waits until the words are there, below a `Suspense`. @returns undefined when they do not come */
export function useFailureMessages(): FailureMessages | undefined {
  return failures.use(useLanguage().language).words;
}

async function loaded(load: () => Promise<FailureMessages>): Promise<FailureWords> {
  try {
    return { words: await load() };
  } catch {
    return { words: undefined };
  }
}
