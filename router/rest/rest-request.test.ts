import { withLanguage } from '@depachika/messages/language.ts';
import { shared } from '@depachika/messages/shared/shared-messages.ts';
import type { RestOperation } from '@depachika/schema/rest/rest-operation.ts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RestProblem } from './problems.ts';
import { readRestRequest, type SentRequest } from './rest-request.ts';
import { restSchemas } from './rest-schemas.ts';

// A table of a library, so that nothing here knows the shop.

const LIST: RestOperation = {
  id: 'listBooks',
  method: 'GET',
  path: '/v1/books',
  tag: 'Catalogue',
  summary: 'Books',
  operation: 'books',
  query: {
    parameters: {
      shelf: 'filter.shelves',
      lent: 'filter.lent',
      from: 'filter.years.from',
      at: 'filter.lending.at',
      until: 'filter.lending.until',
      sort: 'sort',
    },
    together: [['at', 'until']],
    paged: { backwards: true },
  },
  answer: { status: 200, at: 'books', list: 'page' },
};

const LEND: RestOperation = {
  id: 'lend',
  method: 'POST',
  path: '/v1/books/{book}/loans',
  tag: 'Catalogue',
  summary: 'Lends',
  operation: 'lend',
  parameters: { book: { prefix: 'bok_', id: 'input.id', name: 'input.title' } },
  idempotencyKey: 'input.key',
  ifMatch: { to: 'input.expectedVersion', required: true },
  body: 'input',
  fixed: { 'input.by': 'REST' },
  answer: { status: 201, at: 'lend.loan' },
};

const parameter = (name: string, schema: object, place = 'query', required = false) => ({
  name,
  in: place,
  required,
  schema,
});

const DOCUMENT = {
  openapi: '3.1.1',
  paths: {
    '/v1/books': {
      get: {
        parameters: [
          parameter('shelf', { type: 'array', items: { type: 'string' } }),
          parameter('lent', { type: 'boolean' }),
          parameter('from', { type: 'integer' }),
          parameter('at', { type: 'string' }),
          parameter('until', { type: 'string' }),
          parameter('sort', { $ref: '#/components/schemas/Sort' }),
          parameter('limit', { type: 'integer', minimum: 1, maximum: 100 }),
          parameter('after', { type: 'string' }),
          parameter('before', { type: 'string' }),
        ],
      },
    },
    '/v1/books/{book}/loans': {
      post: {
        parameters: [
          parameter('book', { type: 'string' }, 'path', true),
          parameter(
            'Idempotency-Key',
            { type: 'string', pattern: '^("[a-z0-9-]+"|[a-z0-9-]+)$' },
            'header',
            true,
          ),
        ],
        requestBody: {
          required: true,
          content: {
            'application/json': {
              schema: {
                type: 'object',
                properties: {
                  days: { type: 'integer' },
                  note: { type: ['string', 'null'] },
                  chapters: {
                    type: 'array',
                    items: {
                      type: 'object',
                      properties: { from: { type: 'integer' } },
                      required: ['from', 'to'],
                    },
                  },
                },
                required: ['days'],
                additionalProperties: false,
              },
            },
          },
        },
      },
    },
  },
  components: { schemas: { Sort: { type: 'string', enum: ['TITLE', 'YEAR'] } } },
};

const schemas = restSchemas(JSON.stringify(DOCUMENT));

function read(row: RestOperation, sent: Partial<SentRequest>) {
  return readRestRequest(row, schemas.requestOf(row), {
    params: {},
    query: {},
    headers: {},
    body: undefined,
    ...sent,
  });
}

const asked = fc.record(
  {
    shelf: fc.array(fc.string(), { minLength: 1, maxLength: 3 }),
    lent: fc.boolean(),
    from: fc.integer(),
    sort: fc.constantFrom('TITLE', 'YEAR', 'AUTHOR'),
    limit: fc.integer({ min: -5, max: 120 }),
    after: fc.string(),
  },
  { requiredKeys: [] },
);
type Given = typeof asked extends fc.Arbitrary<infer Value> ? Value : never;

function wrongIn({ sort, limit = 20 }: Given): string[] {
  return [...(sort === 'AUTHOR' ? ['sort'] : []), ...(limit < 1 || limit > 100 ? ['limit'] : [])];
}

function variablesOf({ shelf, lent, from, sort, limit = 20, after }: Given): object {
  const years = from === undefined ? undefined : { from };
  const filters = present({ shelves: shelf, lent, years });
  const filter = Object.keys(filters).length > 0 ? filters : undefined;
  return present({ filter, sort, first: limit, after });
}

/** As they stand in an address. */
function textsOf(values: Readonly<Record<string, unknown>>): SentRequest['query'] {
  const texts = Object.entries(present(values)).map(([name, value]) => [
    name,
    Array.isArray(value) ? value : String(value),
  ]);
  return Object.fromEntries(texts);
}

function present(values: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}

function lend(sent: Partial<SentRequest>) {
  const headers = { 'idempotency-key': '"k-1"', 'if-match': '"3"' };
  return read(LEND, { params: { book: 'bok_1' }, headers, body: { days: 7 }, ...sent });
}

describe('A query', () => {
  it('becomes variables, each at its place and of its type', () => {
    const query = { shelf: ['a', 'b'], lent: 'true', from: '1999', sort: 'YEAR', limit: '5', after: 'c' };
    expect(read(LIST, { query })).toEqual({
      variables: {
        filter: { shelves: ['a', 'b'], lent: true, years: { from: 1999 } },
        sort: 'YEAR',
        first: 5,
        after: 'c',
      },
    });
  });

  it('may say in two parameters what one cannot say', () => {
    expect(read(LIST, { query: { at: 'Nara', until: '2026-12-01' } })).toMatchObject({
      variables: { filter: { lending: { at: 'Nara', until: '2026-12-01' } } },
    });
  });

  it('with one value of a list is a list of one', () => {
    expect(read(LIST, { query: { shelf: 'a' } })).toMatchObject({
      variables: { filter: { shelves: ['a'] } },
    });
  });

  it('reads backwards before a cursor, and never to both sides of one', () => {
    expect(read(LIST, { query: { before: 'c' } })).toEqual({ variables: { last: 20, before: 'c' } });
    expect(read(LIST, {})).toEqual({ variables: { first: 20 } });
    expect(read(LIST, { query: { before: 'c', after: 'c' } })).toMatchObject({ status: 400 });
  });

  it.each([
    [{ colour: 'red' }, 'colour'],
    [{ lent: 'yes' }, 'lent'],
    [{ from: '1e3' }, 'from'],
    [{ from: ['1', '2'] }, 'from'],
    [{ limit: '0' }, 'limit'],
    [{ limit: '101' }, 'limit'],
    [{ limit: '' }, 'limit'],
    [{ sort: 'AUTHOR' }, 'sort'],
    [{ after: ['a', 'b'] }, 'after'],
    [{ at: 'Nara' }, 'until'],
    [{ until: '2026-12-01' }, 'at'],
  ])('%o is refused by the name of what is wrong', (query, name) => {
    expect(read(LIST, { query })).toMatchObject({
      status: 400,
      code: 'BAD_USER_INPUT',
      errors: [{ parameter: name }],
    });
  });

  it('with many names that nobody knows is told ten of them', () => {
    const names = Array.from({ length: 5_000 }, (_, index) => [`x${index}`, '']);
    expect((read(LIST, { query: Object.fromEntries(names) }) as RestProblem).errors).toHaveLength(10);
  });

  it('has the values that it was made of, whatever they are, or names the one that is wrong', () => {
    fc.assert(
      fc.property(asked, (given) => {
        const outcome = read(LIST, { query: textsOf(given) });
        const errors = wrongIn(given).map((parameter) => ({ parameter }));
        if (errors.length > 0) expect(outcome).toMatchObject({ errors });
        else expect(outcome).toEqual({ variables: variablesOf(given) });
      }),
    );
  });
});

describe('A body', () => {
  it('is joined by what comes from the address, the headers and the table', () => {
    const input = { days: 7, id: 'bok_1', key: 'k-1', expectedVersion: 3, by: 'REST' };
    expect(lend({})).toEqual({ variables: { input } });
    expect(lend({ params: { book: 'Botchan' } })).toMatchObject({
      variables: { input: { title: 'Botchan' } },
    });
  });

  it.each([
    [undefined, 400, ['#']],
    [[], 422, ['#']],
    [{}, 422, ['#/days']],
    [{ days: '7' }, 422, ['#/days']],
    [{ days: 7, 'a/b~c': 1 }, 422, ['#/a~1b~0c']],
    [{ days: 7, 'half \ud83d': 1 }, 422, ['#/half%20%EF%BF%BD']],
    [{ days: 7, id: 'bok_2', key: 'k-2' }, 422, ['#/id', '#/key']],
    [JSON.parse('{"days": 7, "constructor": 1}'), 422, ['#/constructor']],
  ])('%o is refused with a pointer to what is wrong', (body, status, pointers) => {
    expect(lend({ body })).toMatchObject({ status, errors: pointers.map((pointer) => ({ pointer })) });
  });

  it.each([
    ['all of a few', 4, 8],
    ['ten of many', 100, 10],
    ['the first of more than a person could mend', 300_000, 1],
  ])('with mistakes is told %s', (_, length, told) => {
    const body = { days: 7, chapters: new Array(length).fill({}) };
    const refused = lend({ body }) as RestProblem;
    expect(refused.errors).toHaveLength(told);
    expect(refused.errors![0]).toMatchObject({ pointer: '#/chapters/0/from' });
  });

  it('that is large and right is taken whole', () => {
    const chapters = new Array(2_000).fill({ from: 1, to: 2 });
    expect(lend({ body: { days: 7, chapters } })).toMatchObject({ variables: { input: { chapters } } });
  });

  it('is refused where nobody takes one', () => {
    expect(read(LIST, { body: {} })).toMatchObject({ status: 400, errors: [{ pointer: '#' }] });
  });
});

describe('An Idempotency-Key', () => {
  it.each(['"k-1"', 'k-1', ' "k-1" '])('is read from %s', (key) => {
    expect(lend({ headers: { 'idempotency-key': key, 'if-match': '"3"' } })).toMatchObject({
      variables: { input: { key: 'k-1' } },
    });
  });

  it.each([
    [undefined, 'must be given: one key'],
    ['', 'must be given: one key'],
    ['""', 'must be one key'],
    ['"a", "b"', 'must be one key'],
    ['"a', 'must be one key'],
    ['a key of mine', 'must be one key'],
  ])('is asked for in place of %s', (key, detail) => {
    const headers = { 'if-match': '"3"', ...(key === undefined ? {} : { 'idempotency-key': key }) };
    const errors = [{ header: 'Idempotency-Key', detail: expect.stringContaining(detail) }];
    expect(lend({ headers })).toMatchObject({ status: 400, errors });
  });
});

describe('If-Match', () => {
  it.each([
    [undefined, 428],
    ['*', 428],
    ['W/"3"', 412],
    ['"abc"', 412],
    ['"99999999999"', 412],
    ['"9999999999"', 412],
    ['3', 400],
    ['"3", "4"', 400],
  ])('%s is %i where a version is needed', (value, status) => {
    const headers = { 'idempotency-key': 'k', ...(value === undefined ? {} : { 'if-match': value }) };
    expect(lend({ headers })).toMatchObject({ status, errors: [{ header: 'If-Match' }] });
  });

  it.each([
    [undefined, shared.versionNeeded],
    ['"abc"', shared.versionUnknown],
  ])('%s is refused in the language of the reader', (value, { ja, en }) => {
    const headers = { 'idempotency-key': 'k', ...(value === undefined ? {} : { 'if-match': value }) };
    const refused = (language: 'ja' | 'en') => withLanguage(language, () => lend({ headers }));
    expect([refused('ja'), refused('en')]).toMatchObject([{ detail: ja }, { detail: en }]);
  });
});

describe('A header that an address does not know', () => {
  const { idempotencyKey: _, ifMatch: __, ...plain } = LEND;
  const lendAnyhow = (headers: Record<string, string>, row: RestOperation = plain) =>
    readRestRequest(row, schemas.requestOf(row), {
      ...{ params: { book: 'bok_1' }, query: {}, body: { days: 7 } },
      headers,
    });

  it.each([
    [{ 'if-match': '"3"' }, 'If-Match'],
    [{ 'if-match': 'W/"3"' }, 'If-Match'],
    [{ 'idempotency-key': '"k-1"' }, 'Idempotency-Key'],
  ])('is refused, for who sends %o believes that it is heard', (headers, header) => {
    expect(lendAnyhow(headers)).toMatchObject({ status: 400, code: 'BAD_USER_INPUT', errors: [{ header }] });
  });

  it('is let through where it asks for nothing', () => {
    expect(lendAnyhow({ 'if-match': '*' })).toMatchObject({ variables: {} });
    const headers = { 'if-match': '"3"', 'idempotency-key': 'k-1' };
    expect(read(LIST, { headers })).toMatchObject({ variables: {} });
  });
});
