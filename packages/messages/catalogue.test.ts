import { expect, it } from 'vitest';
import { messageCatalogue } from './catalogue.ts';
import { withLanguage } from './language.ts';
import { en } from './shared/en.ts';
import { ja } from './shared/ja.ts';
import { shared } from './shared/shared-messages.ts';
import { catalogueCases } from './testing/catalogue-cases.ts';

catalogueCases('the router and all domains', { ja, en });

it('writes a text in the language of the request that it answers, however long it was kept', () => {
  const kept = { message: shared.rateLimited({ limit: 2, actual: 3, retryAfterSeconds: 4 }) };
  expect(withLanguage('en', () => JSON.stringify(kept))).toContain('Try again in 4 s');
  expect(withLanguage('ja', () => JSON.stringify(kept))).toContain('4秒後に');
  expect(JSON.stringify(kept)).toContain('4秒後に');
});

it('does not take a text in one language alone', () => {
  // @ts-expect-error: English lacks `empty`.
  messageCatalogue({ ja: { full: '満員です。', empty: '空です。' }, en: { full: 'It is full' } });
  // @ts-expect-error: English has other values.
  messageCatalogue({ ja: { left: (n: number) => `残り${n}点` }, en: { left: (n: string) => `${n} left` } });
});
