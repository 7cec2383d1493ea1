import { describe, expect, it } from 'vitest';
import { plainOperation } from './plain-operation.ts';

const asked = (search: string) =>
  plainOperation({
    method: 'GET',
    headers: { accept: 'application/json' },
    body: undefined,
    url: `/graphql?${search}`,
  });

describe('An operation in an address', () => {
  it('is the same each time, with variables of its own', () => {
    const search = new URLSearchParams({ query: '{ a }', variables: '{"list":[1]}' }).toString();
    const [first, second] = [asked(search)!, asked(search)!];
    expect(second).toEqual(first);
    expect(second.variables!.list).not.toBe(first.variables!.list);
  });

  it.each(['query=%FF', 'query=a&query=b', 'query=a&extensions={}', 'query=a&variables={', 'variables={}'])(
    'is left to Apollo Server as %s, the second time too',
    (search) => {
      expect([asked(search), asked(search)]).toEqual([undefined, undefined]);
    },
  );
});
