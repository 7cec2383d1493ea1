import { LocalizedText } from '@depachika/messages/localized-text.ts';
import { describe, expect, it } from 'vitest';
import { commonProblem } from './graphql-problems.ts';
import { invalidFields, invalidInput } from './problems.ts';

const words = (en: string) => new LocalizedText({ ja: `ja ${en}`, en });

describe('an input that is refused', () => {
  const code = { field: 'postalCode', allowed: words('seven digits') };
  const phone = { field: 'phone', allowed: words('10 or 11 digits') };

  it('names its wrong field, also in the list', () => {
    expect(commonProblem(invalidInput(code.field, code.allowed))).toMatchObject({ ...code, fields: [code] });
  });

  it('names every wrong field, the first in its own place, and in the words for people', () => {
    expect(commonProblem(invalidFields([code, phone]))).toEqual({
      __typename: 'InvalidInput',
      message: expect.objectContaining({
        en: 'postalCode must be seven digits; phone must be 10 or 11 digits',
        ja: '入力内容をご確認ください。postalCode：ja seven digits、phone：ja 10 or 11 digits',
      }),
      ...code,
      fields: [code, phone],
    });
  });
});
