import type { Language } from '../../messages/language.ts';
import type { TextPart } from '../../parts/goods/marked-text.tsx';

/** A snippet as the graph gives it. */
export interface Snippet {
  readonly nameJa: readonly TextPart[];
  readonly nameEn: readonly TextPart[];
  readonly descriptionJa: readonly TextPart[];
  readonly descriptionEn: readonly TextPart[];
}

/** What a card shows of what was searched: its name, and where else the words stand. */
export interface FoundTexts {
  readonly name: readonly TextPart[];
  /** Empty where no word stands in the description. */
  readonly passage: readonly TextPart[];
}

/** @returns undefined where nothing is known of it */
export function foundTexts(language: Language, snippet: Snippet | null | undefined): FoundTexts | undefined {
  if (!snippet) return undefined;
  const [name, passage] =
    language === 'ja'
      ? [snippet.nameJa, snippet.descriptionJa]
      : [snippet.nameEn.length > 0 ? snippet.nameEn : snippet.nameJa, snippet.descriptionEn];
  return { name, passage: passage.some(({ marked }) => marked) ? passage : [] };
}
