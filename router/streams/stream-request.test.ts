import { describe, expect, it } from 'vitest';
import { readStreamRequest } from './stream-request.ts';

const QUERY = 'subscription { ticks }';
const NOTHING = { operationName: undefined, variables: undefined, extensions: {}, after: undefined };

describe('a request for a stream', () => {
  it('holds its operation in its body', () => {
    const body = { query: QUERY, operationName: 'A', variables: { a: 1 }, extensions: { operationId: '1' } };
    const asked = { method: 'POST', headers: {}, query: { query: 'not this' }, body };
    expect(readStreamRequest(asked)).toEqual({ ...body, after: undefined });
  });

  it('holds it in its address when it is a GET, with objects as JSON', () => {
    const query = { query: QUERY, variables: '{"a":1}', extensions: '' };
    const asked = { method: 'GET', headers: {}, query, body: undefined };
    expect(readStreamRequest(asked)).toEqual({ ...NOTHING, query: QUERY, variables: { a: 1 } });
  });

  it.each([0, 12, 2_147_483_647])('says what its reader has seen by the id of an event: %i', (after) => {
    const asked = {
      method: 'GET',
      headers: { 'last-event-id': String(after) },
      query: { query: QUERY },
      body: undefined,
    };
    expect(readStreamRequest(asked)).toEqual({ ...NOTHING, query: QUERY, after });
  });

  it.each<[string, unknown, Record<string, string>]>([
    ['nothing', undefined, {}],
    ['a list', [], {}],
    ['a text that is none', { query: 7 }, {}],
    ['neither a text nor an id', { query: '', extensions: { persistedQuery: null } }, {}],
    ['variables that are no object', { query: QUERY, variables: [1] }, {}],
    ['extensions that are no object', { query: QUERY, extensions: 'x' }, {}],
    ['a name that is no text', { query: QUERY, operationName: 1 }, {}],
    ['the id of nothing', { query: QUERY }, { 'last-event-id': '-1' }],
    ['an endless id', { query: QUERY }, { 'last-event-id': '9'.repeat(16) }],
    ['an id that no event can have', { query: QUERY }, { 'last-event-id': '2147483648' }],
  ])('is refused with %s', (_, body, headers) => {
    expect(readStreamRequest({ method: 'POST', headers, query: {}, body })).toEqual({
      wrong: expect.any(String),
    });
  });

  it('is refused where its address holds no JSON', () => {
    for (const query of [{ query: QUERY, variables: '{' }, { query: [QUERY, QUERY] }])
      expect(readStreamRequest({ method: 'GET', headers: {}, query, body: undefined })).toHaveProperty(
        'wrong',
      );
  });
});
