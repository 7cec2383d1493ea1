import { attributeFacet, type WordTokens, wordToken } from '../listing/facet-tokens.ts';
import type { NewDefinition } from './attribute-input.ts';

/** What people read of an attribute where lists are narrowed by it: nothing of one that lists are not filtered by. */
export function attributeWords(definition: NewDefinition): WordTokens {
  const { code, nameJa, nameEn, filterable, retired } = definition;
  const tokens = valuesOf(definition).map((value, index) => ({
    ...wordToken(attributeFacet(code), value.code),
    words: {
      ...{ facetJa: nameJa, facetEn: nameEn, labelJa: value.nameJa, labelEn: value.nameEn },
      position: 1 + index,
    },
  }));
  return { own: tokens.map(({ token }) => token), shown: filterable && !retired ? tokens : [] };
}

function valuesOf({ kind, choices }: NewDefinition): NewDefinition['choices'] {
  return kind === 'BOOLEAN' ? YES_AND_NO : choices;
}

const YES_AND_NO = [
  { code: 'true', nameJa: 'はい', nameEn: 'Yes' },
  { code: 'false', nameJa: 'いいえ', nameEn: 'No' },
];
