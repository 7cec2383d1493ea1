import { attributeFacet, type WordTokens, wordToken } from '../listing/facet-tokens.ts';
import type { NewDefinition } from './attribute-input.ts';

/** What people read of an attribute where lists are narrowed by it: nothing of one that lists are not filtered by, nor of retired choices. */
export function attributeWords(definition: NewDefinition): WordTokens {
  const { code, nameJa, nameEn, filterable, retired } = definition;
  const values = valuesOf(definition).map((value, index) => ({ ...value, position: 1 + index }));
  const facet = attributeFacet(code);
  const shown = filterable && !retired ? values.filter((value) => !value.retired) : [];
  return {
    own: values.map((value) => wordToken(facet, value.code).token),
    shown: shown.map(({ position, ...value }) => ({
      ...wordToken(facet, value.code),
      words: {
        ...{ facetJa: nameJa, facetEn: nameEn, labelJa: value.nameJa, labelEn: value.nameEn },
        position,
      },
    })),
  };
}

function valuesOf({ kind, choices }: NewDefinition): NewDefinition['choices'] {
  return kind === 'BOOLEAN' ? YES_AND_NO : choices;
}

const YES_AND_NO: NewDefinition['choices'] = [
  { code: 'true', nameJa: 'はい', nameEn: 'Yes' },
  { code: 'false', nameJa: 'いいえ', nameEn: 'No' },
];
