import { inLanguage, type Language, nameIn } from '../../messages/language.ts';
import { headTexts, type PageTexts } from '../head/page-texts.ts';
import { plainText } from '../head/plain-text.ts';
import { largestFile } from '../pictures/product-picture.tsx';
import type { ListedProduct } from '../product-card.tsx';

interface Shelved {
  readonly nameJa: string;
  readonly nameEn: string;
  readonly descriptionHtmlJa: string;
  readonly descriptionHtmlEn: string;
  readonly pageTexts: PageTexts;
  readonly products: {
    readonly nodes: readonly ListedProduct[];
  };
}

interface CaseWords {
  /** Below its name; may be empty. */
  readonly note: string;
  /** For search engines, where it tells nothing of itself. */
  readonly about: (name: string) => string;
  /** Whether a picture of its first product stands above. */
  readonly isPictured: boolean;
}

/** What the page of a collection or of a maker shows, in one language. */
export function shownCase(shelved: Shelved, language: Language, { note, about, isPictured }: CaseWords) {
  const name = nameIn(language, shelved);
  const description = inLanguage(language, {
    ja: shelved.descriptionHtmlJa,
    en: shelved.descriptionHtmlEn,
  });
  const [first] = shelved.products.nodes;
  return {
    ...{ name, note, description },
    head: headTexts(language, shelved.pageTexts, {
      title: name,
      description: plainText(description) || about(name),
    }),
    image: first && (largestFile(first.pictures[0]) ?? first.imageUrl),
    picture: isPictured && first ? { pictures: first.pictures, imageUrl: first.imageUrl } : null,
  };
}

export type ShownCase = ReturnType<typeof shownCase>;
