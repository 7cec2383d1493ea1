import type { RestOperation } from '@depachika/schema/rest/rest-operation.ts';
import { expect, it } from 'vitest';
import type { FoundAnswer } from '../execution/kept/kept-answers.ts';
import { type KeptRow, keptRow } from './kept-rows.ts';

const ROW: RestOperation = {
  ...{
    id: 'listBooks',
    method: 'GET',
    path: '/v1/books',
    tag: 'Catalogue',
    summary: 'Books',
    operation: 'books',
  },
  query: { paged: { backwards: false } },
  answer: { status: 200, at: 'books', list: 'page' },
};

const pageInfo = { hasNextPage: true, hasPreviousPage: false, startCursor: 'a', endCursor: 'b' };

function found(data: object): FoundAnswer {
  return { from: 'hit', kept: { text: JSON.stringify({ data }), tag: 't', atMs: 0, maxAgeMs: 1_000 } };
}

const told = (answer: FoundAnswer, url: string) =>
  keptRow(answer, { row: ROW, problemStatuses: {}, url }) as KeptRow;

it('A kept answer is written once for an address, and links from the one that was asked', () => {
  const answer = found({ books: { nodes: [{ id: 'bok_1' }], pageInfo } });
  const first = told(answer, '/v1/books?limit=1&shelf=x');
  expect(JSON.parse(first.found.kept.text)).toEqual({ items: [{ id: 'bok_1' }], next: 'b' });
  expect(told(answer, '/v1/books?limit=1&shelf=x').found.kept).toBe(first.found.kept);
  const other = told(answer, '/v1/books?shelf=x&limit=1');
  expect(other.headers.link).toBe('</v1/books?shelf=x&limit=1&after=b>; rel="next"');
});

it('A kept answer of nothing is a problem each time', () => {
  const answer = found({ books: null });
  for (const _ of [1, 2]) expect(told(answer, '/v1/books')).toMatchObject({ status: 404, code: 'NOT_FOUND' });
});
