import { LABEL, type WordTokens, wordToken } from '../listing/facet-tokens.ts';
import type { NewLabel } from './label-input.ts';

/** What people read of a label where lists are narrowed by it. */
export function labelWords({ code, nameJa, nameEn, retired }: NewLabel): WordTokens {
  const words = { facetJa: 'ラベル', facetEn: 'Label', labelJa: nameJa, labelEn: nameEn, position: 0 };
  const token = { ...wordToken(LABEL, code), words };
  return { own: [token.token], shown: retired ? [] : [token] };
}
