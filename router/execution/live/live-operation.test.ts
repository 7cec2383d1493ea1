import { buildSchema, parse, validate } from 'graphql';
import { describe, expect, it } from 'vitest';
import { liveEvent, liveOperation } from './live-operation.ts';

const SCHEMA = buildSchema(`
  type Query { a: Int }
  type Change { number: Int! status: String! }
  type Subscription { changed(id: ID!, past: Int! = 0): Change! }
`);
const RESUMPTION = { from: 'past', fromType: 'Int!', version: 'number' };

function asked(query: string) {
  const operation = liveOperation(query, RESUMPTION);
  expect(validate(SCHEMA, parse(operation.query))).toEqual([]);
  return { ...operation, query: operation.query.replace(/\s+/g, ' ') };
}

describe('a live operation', () => {
  it('begins where the router says, and has a version of its own', () => {
    const query = 'subscription A($id:ID!,$past:Int!){changed(id:$id,past:$past){status}}';
    expect(asked(query)).toEqual({
      query:
        'subscription A($id: ID!, $_from: Int!) { changed(id: $id, past: $_from) { status _version: number } }',
      variables: ['id'],
      fromVariable: '_from',
      versionKey: '_version',
    });
  });

  it('may leave its starting point to a default, and keeps a variable that is used elsewhere', () => {
    expect(asked('subscription{changed(id:"1"){status}}').query).toContain('past: $_from');
    const both = 'subscription($n:Int!){changed(id:"1",past:$n){status @skip(if:false)}}';
    expect(asked(both).variables).toEqual([]);
  });

  it('takes no name that the operation has', () => {
    const query = 'subscription($_from:ID!){changed(id:$_from){_version:status}}';
    expect(asked(query)).toMatchObject({
      fromVariable: '_from_',
      versionKey: '_version_',
      variables: ['_from'],
    });
  });

  it('gives each event its version, and takes out what nobody asked for', () => {
    const answer = { data: { order: { status: 'PAID', _version: 4 } }, errors: [] };
    expect(liveEvent(answer, '_version')).toEqual({
      version: 4,
      answer: { data: { order: { status: 'PAID' } }, errors: [] },
    });
    expect(answer.data.order._version).toBe(4);
    for (const data of [null, { order: null }, undefined])
      expect(liveEvent({ data } as never, '_version').version).toBeUndefined();
  });
});
