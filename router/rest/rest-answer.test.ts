import { withLanguage } from '@depachika/messages/language.ts';
import { shared } from '@depachika/messages/shared/shared-messages.ts';
import type { RestOperation } from '@depachika/schema/rest/rest-operation.ts';
import { type ExecutionResult, GraphQLError } from 'graphql';
import { describe, expect, it } from 'vitest';
import { problemBody, type RestProblem } from './problems.ts';
import { restAnswer, restEvent } from './rest-answer.ts';

const ROW: Pick<RestOperation, 'id' | 'method' | 'path' | 'tag' | 'summary' | 'operation'> = {
  id: 'x',
  method: 'GET',
  path: '/v1/x',
  tag: 'Catalogue',
  summary: '',
  operation: 'x',
};

function answer(
  result: ExecutionResult,
  row: Omit<RestOperation, keyof typeof ROW>,
  url = '/v1/books?sort=YEAR&after=b&limit=2',
) {
  return restAnswer(result, {
    row: { ...ROW, ...row },
    problemStatuses: { BookLent: 409, NotFound: 404, Late: 429, Wrong: 422 },
    url,
  });
}

describe('An answer', () => {
  it('is what stands at the path of the row, with where it is and which version it has', () => {
    const data = { lend: { __typename: 'LendSuccess', loan: { id: 'a/b', version: 4 } } };
    const row = {
      answer: { status: 201, at: 'lend.loan', location: '/v1/loans/{id}', version: 'version' },
    } as const;
    expect(answer({ data }, row)).toEqual({
      status: 201,
      headers: { location: '/v1/loans/a%2Fb', etag: '"4"' },
      body: { id: 'a/b', version: 4 },
    });
  });

  it('says nothing of how the graph calls it, and nothing at all where there is nothing to say', () => {
    const data = { lend: { __typename: 'LendSuccess', ok: true } };
    expect(answer({ data }, { answer: { status: 200, at: 'lend' } })).toMatchObject({ body: { ok: true } });
    expect(answer({ data }, { answer: { status: 204, at: 'lend' } })).toMatchObject({ body: undefined });
  });

  it('of a page links to those around it, as it was asked for', () => {
    const pageInfo = { hasNextPage: true, hasPreviousPage: true, startCursor: 'c', endCursor: 'd=' };
    const data = { books: { nodes: [{ id: 1 }], pageInfo } };
    const row = { answer: { status: 200, at: 'books', list: 'page' } } as const;
    expect(answer({ data }, { ...row, query: { paged: { backwards: true } } })).toMatchObject({
      headers: {
        link: '</v1/books?sort=YEAR&limit=2&after=d%3D>; rel="next", </v1/books?sort=YEAR&limit=2&before=c>; rel="prev"',
      },
      body: { items: [{ id: 1 }], next: 'd=', previous: 'c' },
    });
    const last = { books: { nodes: [], pageInfo: { ...pageInfo, hasNextPage: false } } };
    expect(answer({ data: last }, { ...row, query: { paged: { backwards: false } } })).toEqual({
      status: 200,
      headers: {},
      body: { items: [], next: null },
    });
  });

  it('of a page links with all of its query, question marks too', () => {
    const pageInfo = { hasNextPage: true, hasPreviousPage: false, startCursor: 'c', endCursor: 'd' };
    const row = {
      answer: { status: 200, at: 'books', list: 'page' },
      query: { paged: { backwards: true } },
    } as const;
    const data = { books: { nodes: [], pageInfo } };
    expect(answer({ data }, row, '/v1/books?words=why?&sort=YEAR')).toMatchObject({
      headers: { link: '</v1/books?words=why%3F&sort=YEAR&after=d>; rel="next"' },
    });
    expect(answer({ data }, row, '/v1/books')).toMatchObject({
      headers: { link: '</v1/books?after=d>; rel="next"' },
    });
  });

  it('names the parts that are away, as the body has them', () => {
    const away = new GraphQLError('away', {
      path: ['books', 'nodes', 1, 'author', 'name'],
      extensions: { code: 'SUBGRAPH_UNAVAILABLE' },
    });
    const pageInfo = { hasNextPage: false, hasPreviousPage: false, startCursor: null, endCursor: null };
    const result = { data: { books: { nodes: [{}, {}], pageInfo } }, errors: [away, away] };
    expect(answer(result, { answer: { status: 200, at: 'books', list: 'page' } })).toMatchObject({
      headers: { 'x-depachika-missing': '/items/1/author/name' },
    });
  });
});

describe('A refusal', () => {
  const row = { answer: { status: 200, at: 'me.books', nobody: 'me' } } as const;

  it('is 401 for nobody, 404 for nothing, and the error where there was one', () => {
    expect(answer({ data: { me: null } }, row)).toMatchObject({ status: 401, code: 'UNAUTHENTICATED' });
    expect(answer({ data: { me: { books: null } } }, row)).toMatchObject({ status: 404, code: 'NOT_FOUND' });
    const errors = [
      new GraphQLError('away', { extensions: { code: 'SUBGRAPH_UNAVAILABLE', retryAfterSeconds: 2 } }),
    ];
    for (const data of [null, { me: null }, { me: { books: null } }])
      expect(answer({ data, errors }, row)).toMatchObject({ status: 503, headers: { 'retry-after': '2' } });
    const fault = [new GraphQLError('what', { extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } })];
    expect(answer({ errors: fault }, row)).toMatchObject({ status: 500 });
  });

  it('for nothing is in the language of the reader', () => {
    const inLanguage = (language: 'ja' | 'en') =>
      withLanguage(language, () => answer({ data: { me: { books: null } } }, row));
    expect(inLanguage('ja')).toMatchObject({ detail: shared.notFound.ja });
    expect(inLanguage('en')).toMatchObject({ detail: shared.notFound.en });
  });

  it('of a result union has the status of its table, and what the graph says beside it', () => {
    const data = { lend: { __typename: 'BookLent', message: 'It is lent', until: '2026-12-01' } };
    const refused = answer({ data }, { answer: { status: 201, at: 'lend.loan' } });
    expect(problemBody(refused as never, 'req_1')).toEqual({
      type: '/v1/problems/book-lent',
      title: 'Book lent',
      status: 409,
      detail: 'It is lent',
      code: 'BookLent',
      requestId: 'req_1',
      until: '2026-12-01',
    });
  });

  it('names fields by where they came from', () => {
    const fields = ['lines.0.quantity', 'id', 'key', 'expectedVersion'].map((field) => ({
      field,
      allowed: '1 to 9',
    }));
    const data = { lend: { __typename: 'Wrong', message: 'id must be 1 to 9', ...fields[1], fields } };
    const asked = {
      parameters: { book: 'input.id' },
      idempotencyKey: 'input.key',
      ifMatch: { to: 'input.expectedVersion', required: true },
      body: 'input',
      answer: { status: 200, at: 'lend' },
    } as const;
    const names = ['lines.0.quantity', 'book', 'Idempotency-Key', 'If-Match'];
    expect(withLanguage('en', () => answer({ data }, asked))).toMatchObject({
      detail: names.map((name) => `${name} must be 1 to 9`).join('; '),
      extensions: { fields: names.map((field) => ({ field, allowed: '1 to 9' })) },
      errors: [
        { pointer: '#/lines/0/quantity', detail: '1 to 9' },
        { parameter: 'book' },
        { header: 'Idempotency-Key' },
        { header: 'If-Match' },
      ],
    });
    expect(withLanguage('ja', () => answer({ data }, asked))).toMatchObject({
      detail: expect.stringContaining('book：1 to 9'),
    });
  });

  it('of the graph names what was sent over REST, not the arguments that it became', () => {
    const asked = {
      parameters: { book: { prefix: 'bok_', id: 'id', name: 'title' } },
      query: { parameters: { shelf: 'filter.shelves' }, paged: { backwards: true } },
      answer: { status: 200, at: 'books' },
    } as const;
    const refused = (field: string) => {
      const extensions = { code: 'BAD_USER_INPUT', field, allowed: 'from 1 to 9' };
      const errors = [new GraphQLError(`${field} must be from 1 to 9`, { extensions })];
      const problem = withLanguage('en', () => answer({ data: null, errors }, asked));
      return problemBody(problem as RestProblem, 'req_1');
    };
    for (const [field, parameter] of [
      ['first', 'limit'],
      ['last', 'limit'],
      ['before', 'before'],
      ['filter.shelves.0', 'shelf'],
      ['title', 'book'],
    ] as const) {
      const told = refused(field);
      expect(told).toMatchObject({
        status: 400,
        detail: `${parameter} must be from 1 to 9`,
        errors: [{ parameter, detail: 'from 1 to 9' }],
      });
      expect(told).not.toHaveProperty('field');
    }
    expect(refused('colour')).toMatchObject({ detail: 'colour must be from 1 to 9' });
    expect(refused('colour')).not.toHaveProperty('errors');
  });

  it('says when to come back, where the graph does', () => {
    const data = { lend: { __typename: 'Late', message: '', retryAt: '2026-11-22T03:00:00.000Z' } };
    expect(answer({ data }, { answer: { status: 200, at: 'lend' } })).toMatchObject({
      headers: { 'retry-after': 'Sun, 22 Nov 2026 03:00:00 GMT' },
    });
  });
});

it('An event is what stands at the path, or a problem', () => {
  const context = {
    row: { ...ROW, answer: { status: 200, at: 'changed', event: 'change' } } as RestOperation,
    problemStatuses: {},
  };
  expect(restEvent({ data: { changed: { to: 'LENT' } } }, context)).toEqual({ value: { to: 'LENT' } });
  const errors = [new GraphQLError('away', { extensions: { code: 'SUBGRAPH_UNAVAILABLE' } })];
  expect(restEvent({ data: null, errors }, context)).toMatchObject({ status: 503 });
});
