import { statesEn } from './en/states.ts';
import { type StateWords, statesJa } from './ja/states.ts';
import type { Language } from './language.ts';

export function statesIn(language: Language): StateWords {
  return language === 'ja' ? statesJa : statesEn;
}
