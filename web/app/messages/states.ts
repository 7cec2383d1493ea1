import { catalogue } from './catalogue.ts';
import type { StateWords } from './ja/states.ts';
import { type Language, useLanguage } from './language.ts';

const words = catalogue<Language, StateWords>({
  ja: async () => (await import('./ja/states.ts')).statesJa,
  en: async () => (await import('./en/states.ts')).statesEn,
});

/** What each state of a thing is called. */
export function useStates(): StateWords {
  return words.use(useLanguage().language);
}
