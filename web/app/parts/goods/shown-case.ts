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
    readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
  };
}

interface CaseWords {
  /** Below its name; may be empty. */
  readonly note: string;
  /** Where nothing of it can be bought. */
  readonly empty: string;
  /** For search engines, where it tells nothing of itself. */
  readonly about: (name: string) => string;
  /** Whether a picture of its first product stands above. */
  readonly isPictured: boolean;
}

/** What the page of a collection or of a maker shows, in one language. */
export function shownCase(
  shelved: Shelved,
  language: Language,
  { note, empty, about, isPictured }: CaseWords,
) {
  const name = nameIn(language, shelved);
  const description = inLanguage(language, {
    ja: shelved.descriptionHtmlJa,
    en: shelved.descriptionHtmlEn,
  });
  const { nodes, pageInfo } = shelved.products;
  const [first] = nodes;
  return {
    ...{ name, note, empty, description, products: nodes },
    head: headTexts(language, shelved.pageTexts, {
      title: name,
      description: plainText(description) || about(name),
    }),
    image: first && (largestFile(first.pictures[0]) ?? first.imageUrl),
    picture: isPictured && first ? { pictures: first.pictures, imageUrl: first.imageUrl } : null,
    endCursor: pageInfo.hasNextPage ? pageInfo.endCursor : null,
  };
}

export type ShownCase = ReturnType<typeof shownCase>;
