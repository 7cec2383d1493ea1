import { ERROR_CODES } from '@depachika/schema/error-codes.ts';
import { problemType } from '@depachika/schema/rest/problem-statuses.ts';
import { readRestApi } from '@depachika/schema/rest/rest-api.ts';
import { expect, it } from 'vitest';
import { explainedProblems } from './explained-problems.ts';

const api = readRestApi();
const explained = explainedProblems(api);

it('Every type of a problem is explained, whether it is a code or a fact', () => {
  for (const code of [...Object.keys(ERROR_CODES), ...Object.keys(api.problemStatuses)]) {
    const found = explained.get(problemType(code));
    expect(found?.codes, code).toContain(code);
    expect(found?.description, code).toMatch(/\w \w/);
  }
});

it('A type of two codes names both', () => {
  expect(explained.get('/v1/problems/not-found')).toEqual({
    type: '/v1/problems/not-found',
    title: 'Not found',
    status: 404,
    codes: ['NOT_FOUND', 'NotFound'],
    description: ERROR_CODES.NOT_FOUND.meaning,
  });
});
