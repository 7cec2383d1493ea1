import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startToyMarket, type ToyMarket } from '../../testing/toy-market.ts';
import type { AccessClaims } from '../../testing/toy-router.ts';

/** Says who asked: were it ever kept for somebody, the next one would read it. */
const ASKER = '{ good { asker } }';

const CALLERS = {
  customer: { userId: 'usr_customer', roles: ['CUSTOMER'] },
  guest: { userId: 'usr_guest', roles: ['GUEST'] },
  staff: { userId: 'usr_staff', roles: ['STAFF'], scopes: ['catalog:write'] },
  admin: { userId: 'usr_admin', roles: ['ADMIN'], scopes: ['catalog:write', 'users:manage'] },
} satisfies Record<string, AccessClaims>;
type Role = keyof typeof CALLERS | 'anonymous';

describe('nobody gets what was made for somebody else', () => {
  let market: ToyMarket;
  const tokens = new Map<Role, string>();
  beforeAll(async () => {
    market = await startToyMarket();
    for (const [role, claims] of Object.entries(CALLERS))
      tokens.set(role as Role, await market.signIn(claims));
    for (const role of tokens.keys()) await asked(role);
    // They are sessions of long ago by now, and no longer answered by themselves.
    market.clock.advance(61_000);
  });
  afterAll(() => market.close());
  const asked = (role: Role, body: string | object = ASKER, headers = {}) => {
    const authorization = tokens.get(role);
    return market.post(typeof body === 'string' ? { query: body } : body, {
      headers,
      ...(authorization ? { authorization } : {}),
    });
  };
  const ALL: readonly Role[] = ['anonymous', 'customer', 'guest', 'staff', 'admin'];

  it.each(ALL.flatMap((first) => ALL.map((second) => [first, second] as const)))(
    'made for %s, asked for by %s',
    async (first, second) => {
      await market.tell();
      await asked(first);
      const { good } = (await asked(second)).data;
      // Public answers are made for nobody; staff are answered by themselves.
      expect(good.asker).toBe(
        second === 'staff' || second === 'admin' ? CALLERS[second].userId : 'anonymous',
      );
    },
  );

  it('in no spelling of a token', async () => {
    const bare = tokens.get('staff')!.slice('Bearer '.length);
    await asked('staff', '{ good { cost } }');
    for (const authorization of [`bearer ${bare}`, `Bearer  ${bare}`]) {
      const { data } = await market.post({ query: '{ good { cost } }' }, { authorization });
      expect(data.good.cost).toBe(1);
      expect((await asked('anonymous', '{ good { cost } }')).codes).toEqual(['UNAUTHENTICATED']);
    }
    for (const authorization of [bare, `Basic ${bare}`, 'Bearer', `Bearer ${bare}x`])
      expect((await market.post({ query: ASKER }, { authorization })).status).toBe(401);
    expect((await asked('customer', '{ good { cost } }')).codes).toEqual(['FORBIDDEN']);
  });

  it.each([
    ['an alias', '{ good { id mine: cost } }', {}],
    ['a fragment', '{ good { ...F } } fragment F on Good { cost }', {}],
    ['@include', 'query ($a: Boolean!) { good { id cost @include(if: $a) } }', { a: true }],
    ['@skip', 'query ($a: Boolean!) { good { id cost @skip(if: $a) } }', { a: false }],
    ['a default', 'query ($a: Boolean = true) { good { id cost @include(if: $a) } }', {}],
    ['a list', '{ goods { id cost } }', {}],
    ['a field for who is signed in', '{ staffGood { id } }', {}],
  ])('of a field with a right, behind %s', async (_how, query, variables) => {
    expect((await asked('staff', { query, variables })).codes).toEqual([]);
    for (const role of ['anonymous', 'customer'] as const) {
      const answer = await asked(role, { query, variables });
      if (role === 'customer' && query.includes('staffGood')) expect(answer.codes).toEqual([]);
      else expect([answer.data ?? null, answer.codes.length]).toEqual([null, 1]);
      expect(answer.headers.get('cache-status')).toBeNull();
    }
  });

  it('of a field that is left out, when another request leaves it in', async () => {
    const query = 'query ($a: Boolean!) { good { id price @include(if: $a) } }';
    expect((await asked('anonymous', { query, variables: { a: false } })).data.good).toEqual({ id: 'a' });
    expect((await asked('anonymous', { query, variables: { a: true } })).data.good).toEqual({
      id: 'a',
      price: 100,
    });
  });

  it('of another operation of the same text', async () => {
    const query = 'query A { good { id } } query B { good { price } }';
    expect((await asked('anonymous', { query, operationName: 'A' })).data.good).toEqual({ id: 'a' });
    expect((await asked('anonymous', { query, operationName: 'B' })).data.good).toEqual({ price: 100 });
    expect((await asked('anonymous', { query })).codes).toEqual(['OPERATION_RESOLUTION_FAILURE']);
  });

  it('of other variables: null is not what is left out, and the order says nothing', async () => {
    const query = 'query ($id: ID! = "b", $wanted: Wanted) { good(id: $id, wanted: $wanted) { id price } }';
    const idOf = async (variables: object) => (await asked('anonymous', { query, variables })).data?.good.id;
    expect(await idOf({})).toBe('b');
    expect(await idOf({ id: 'a' })).toBe('a');
    expect((await asked('anonymous', { query, variables: { id: null } })).codes).toEqual(['BAD_USER_INPUT']);
    const status = async (variables: object) =>
      (await asked('anonymous', { query, variables })).headers.get('cache-status');
    expect(await status({ id: 'x', wanted: { colour: 'red', size: 1 } })).toBe('depachika; fwd=miss');
    expect(await status({ wanted: { size: 1, colour: 'red' }, id: 'x', more: 1 })).toContain('hit');
    for (const wanted of [
      { colour: 'red', size: null },
      { colour: 'red' },
      {},
      null,
      { colour: '1', size: 1 },
    ])
      expect(await status({ id: 'x', wanted })).toBe('depachika; fwd=miss');
  });

  it('in another language', async () => {
    const query = '{ good { words } }';
    const ja = await asked('anonymous', query, { 'accept-language': 'ja' });
    const en = await asked('anonymous', query, { 'accept-language': 'en' });
    expect([ja, en].map(({ headers }) => headers.get('cache-status'))).toEqual([
      'depachika; fwd=miss',
      'depachika; fwd=miss',
    ]);
    expect([ja, en].map(({ headers }) => headers.get('content-language'))).toEqual(['ja', 'en']);
  });

  it.each([
    ['a cookie', { cookie: 'session=usr_staff' }],
    ['an address', { 'x-forwarded-for': '203.0.113.9', forwarded: 'for=203.0.113.9' }],
    ['another host', { 'x-forwarded-host': 'evil.example', 'x-original-url': '/admin' }],
    ['a name of a user', { 'x-user-id': 'usr_staff', 'x-identity': 'usr_staff' }],
  ])('and %s changes nothing of what others are told', async (_what, headers) => {
    await market.tell();
    const first = await asked('anonymous', ASKER, headers);
    const second = await asked('anonymous');
    expect([first.data, second.data]).toEqual([
      { good: { asker: 'anonymous' } },
      { good: { asker: 'anonymous' } },
    ]);
    expect(JSON.stringify([...second.headers])).not.toContain('evil.example');
  });

  it('with the extensions of staff', async () => {
    await market.tell();
    const query = '{ good { price } }';
    const raw = async (authorization?: string) =>
      (
        await fetch(market.url, {
          method: 'POST',
          headers: { 'content-type': 'application/json', ...(authorization ? { authorization } : {}) },
          body: JSON.stringify({ query }),
        })
      ).json();
    expect(await raw(tokens.get('staff'))).toMatchObject({ extensions: { cost: {} } });
    for (const token of [undefined, tokens.get('customer')])
      expect(Object.keys((await raw(token)) as object)).toEqual(['data']);
  });

  it('of a sign-in, which is never kept', async () => {
    const login = 'mutation { login { token } }';
    for (const role of ['anonymous', 'customer'] as const) {
      const answer = await asked(role, login);
      expect(answer.data.login.token).toBe('secret token');
      expect([answer.headers.get('cache-control'), answer.headers.get('etag')]).toEqual(['no-store', null]);
    }
  });
});
