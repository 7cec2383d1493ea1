import { catalogueCases } from '@depachika/messages/testing/catalogue-cases.ts';
import { expect, it } from 'vitest';
import type { ResolversTypes } from '../generated/resolvers.ts';
import { en } from './en.ts';
import { ja } from './ja.ts';
import { messages } from './messages.ts';

catalogueCases('users', { ja, en });

it('is all that a problem takes for its message', () => {
  const wrongPassword: ResolversTypes['DeleteAccountResult'] = {
    __typename: 'WrongPassword',
    message: messages.wrongPassword,
  };
  // @ts-expect-error: a string beside the catalogue does not compile.
  const stray: typeof wrongPassword = { __typename: 'WrongPassword', message: 'It is wrong' };
  // @ts-expect-error: nor does what merely has both languages.
  const twin: typeof wrongPassword = { __typename: 'WrongPassword', message: { ja: '誤り', en: 'No' } };
  expect([wrongPassword, stray, twin]).toHaveLength(3);
});
