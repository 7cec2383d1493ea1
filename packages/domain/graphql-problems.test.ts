import { describe, expect, it } from 'vitest';
import { commonProblem } from './graphql-problems.ts';
import { invalidFields, invalidInput } from './problems.ts';

describe('an input that is refused', () => {
  const code = { field: 'postalCode', allowed: 'seven digits' };
  const phone = { field: 'phone', allowed: '10 or 11 digits' };

  it('names its wrong field, also in the list', () => {
    expect(commonProblem(invalidInput(code.field, code.allowed))).toMatchObject({ ...code, fields: [code] });
  });

  it('names every wrong field, the first in its own place, and in the words for people', () => {
    expect(commonProblem(invalidFields([code, phone]))).toEqual({
      __typename: 'InvalidInput',
      message: 'postalCode must be seven digits; phone must be 10 or 11 digits',
      ...code,
      fields: [code, phone],
    });
  });
});
