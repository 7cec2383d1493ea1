import { buildSchema, type OperationDefinitionNode, parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { answerShape } from '../answer/answer-shape.ts';
import { createFailures } from '../plan/failures.ts';
import type { Gathered, GatheredError } from '../plan/subgraph-answers.ts';
import { pendingParts } from './pending-parts.ts';

const schema = buildSchema(`
  type Query { thing: Thing things: [Thing] }
  type Thing { id: ID! name: String price: Int! note: String inner: Thing }
`);
const LABELS = new Map([
  ['one', 'first of the client'],
  ['two', undefined],
]);

function started(query: string, data: Record<string, unknown>, errors: GatheredError[] = []) {
  const operation = parse(query).definitions[0] as OperationDefinitionNode;
  const keyOf = (field: { alias?: { value: string } | undefined; name: { value: string } }) =>
    (field.alias ?? field.name).value;
  const shape = answerShape({ schema, operation, fragments: {}, isTrue: () => true, keyOf });
  const gathered: Gathered = { data, errors, failures: createFailures() };
  const parts = pendingParts(shape, { isMutation: false, labels: LABELS });
  return { ...parts.begin(gathered), gathered, listener: parts.listener };
}

const error = (path: (string | number)[], part?: string): GatheredError => ({
  error: { message: 'No', extensions: { code: 'NOT_FOUND' } },
  serviceName: 'things',
  part,
  path,
});

describe('parts of an answer', () => {
  it('come when they are ready, each at each place', async () => {
    const data = { things: [{ id: 'a' }, null, { id: 'b' }] as (Record<string, unknown> | null)[] };
    const { first, begun, next, listener } = started(
      '{ things { id ... @defer(label: "one") { name } } }',
      data,
    );
    expect(first.data).toEqual({ things: [{ id: 'a' }, null, { id: 'b' }] });
    expect(begun).toMatchObject([
      { id: '0', path: ['things', 0], label: 'first of the client' },
      { id: '1', path: ['things', 2] },
    ]);
    for (const thing of data.things) if (thing) thing.name = thing.id;
    listener.ready('one');
    expect(await next()).toMatchObject({
      finished: [{ answer: { data: { name: 'a' } } }, { answer: { data: { name: 'b' } } }],
      begun: [],
      hasNext: false,
    });
  });

  it('come after the part in which they stand, however early they are ready', async () => {
    const data = { thing: { id: 'a', name: 'b', note: 'c' } };
    const query = '{ thing { id ... @defer(label: "one") { name ... @defer(label: "two") { name note } } } }';
    const { next, listener } = started(query, data);
    listener.ready('two');
    listener.ready('one');
    const { finished, begun, hasNext } = await next();
    expect(finished.map(({ answer, known }) => [answer.data, [...known]])).toEqual([
      [{ name: 'b' }, ['id']],
      [{ name: 'b', note: 'c' }, ['id', 'name']],
    ]);
    expect([begun.map(({ id }) => id), hasNext]).toEqual([['1'], false]);
  });

  it('come at the end of the plan, though it never had them', async () => {
    const query = '{ thing { id ... @defer(label: "one") { note } } }';
    const { next, listener } = started(query, { thing: { id: 'a', note: null } });
    listener.over();
    expect(await next()).toMatchObject({ finished: [{ answer: { data: { note: null } } }], hasNext: false });
  });

  it('end with the execution when that breaks', async () => {
    const query = '{ thing { id ... @defer(label: "one") { note } } }';
    const { next, listener } = started(query, { thing: { id: 'a' } });
    listener.failed(new Error('broken'));
    await expect(next()).rejects.toThrow('broken');
  });
});

describe('an error', () => {
  it('is told in the part that asked for its place, though another fetched it', async () => {
    const errors = [error(['thing', 'note'])];
    const query = '{ thing { id ... @defer(label: "one") { note } } }';
    const { first, next, listener } = started(query, { thing: { id: 'a', note: null } }, errors);
    expect(first.errors).toEqual([]);
    listener.ready('one');
    const { finished } = await next();
    expect(finished[0]!.answer.errors).toMatchObject([{ path: ['thing', 'note'] }]);
  });

  it('is told at once where no part will come', () => {
    const errors = [error(['thing', 'price'])];
    const { first, begun } = started(
      '{ thing { id ... @defer(label: "one") { price } } }',
      { thing: null },
      errors,
    );
    expect(first).toMatchObject({ data: { thing: null }, errors: [{ path: ['thing'] }] });
    expect(begun).toEqual([]);
  });

  it('of what only the router asked for is told in the part that it was asked for', async () => {
    const query = '{ thing { id ... @defer(label: "one") { note } } }';
    const { first, next, listener, gathered } = started(query, { thing: { id: 'a' } });
    gathered.errors.push(error(['thing', '__key'], 'one'));
    expect(first.errors).toEqual([]);
    listener.ready('one');
    const { finished } = await next();
    expect(finished[0]!.answer).toMatchObject({ data: { note: null }, errors: [{ path: ['thing'] }] });
  });

  it('is told once, but again by a part that is null for it', async () => {
    const errors = [error(['thing', 'name']), error(['thing', 'inner', 'price'])];
    const data = { thing: { id: 'a', name: null, inner: { id: 'b', price: null } } };
    const query =
      '{ thing { name ... @defer(label: "one") { name id } ... @defer(label: "two") { inner { price } } } }';
    const { first, next, listener } = started(query, data, errors);
    expect(first.errors).toMatchObject([{ path: ['thing', 'name'] }]);
    listener.over();
    const { finished } = await next();
    expect(finished.map(({ answer }) => [answer.data, answer.errors.map(({ path }) => path)])).toEqual([
      [{ name: null, id: 'a' }, []],
      [{ inner: null }, [['thing', 'inner', 'price']]],
    ]);
  });

  it('takes the part along where a value is missing that was promised', async () => {
    const query = '{ thing { id ... @defer(label: "one") { note price } } }';
    const { next, listener } = started(query, { thing: { id: 'a', note: 'b', price: null } });
    listener.ready('one');
    const { finished } = await next();
    expect(finished[0]!.answer).toMatchObject({ data: null, incomplete: [{ path: ['thing', 'price'] }] });
  });
});
