import { createIdentityKeys } from '@depachika/identity/identity-keys.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startToyRouter, type ToyRouter } from '../testing/toy-router.ts';

let toy: ToyRouter;
beforeAll(async () => {
  toy = await startToyRouter();
});
afterAll(() => toy.close());

describe('an access token', () => {
  it('that has expired is refused as expired, also once it was remembered', async () => {
    const authorization = await toy.signIn({ userId: 'usr_soon', ttlSeconds: 60 });
    expect((await toy.post({ query: '{ me }' }, { authorization })).data.me).toBe('usr_soon');
    toy.clock.advance(61_000);
    const answer = await toy.post({ query: '{ me }' }, { authorization });
    expect([answer.status, answer.codes, answer.data]).toEqual([401, ['TOKEN_EXPIRED'], undefined]);
  });

  it.each([
    ['is signed by another key', async () => toy.signIn({ keys: await createIdentityKeys() })],
    ['is from another issuer', () => toy.signIn({ issuer: 'elsewhere' })],
    ['is for another audience', () => toy.signIn({ audience: 'depachika-subgraph' })],
    ['has a role that does not exist', () => toy.signIn({ roles: ['ROOT'] })],
    ['is signed with nothing', async () => `Bearer ${unsigned()}`],
    ['is not a token', async () => 'Bearer abc'],
    ['is of another scheme', async () => 'Basic dXNlcjpwYXNz'],
    [
      'is an identity of the inside',
      async () => `Bearer ${await toy.shop.identitySigner.sign({ kind: 'anonymous' })}`,
    ],
  ])('that %s is refused before anything is read', async (_, make) => {
    toy.shop.asked.length = 0;
    const answer = await toy.post({ query: '{ products { id } }' }, { authorization: await make() });
    expect([answer.status, answer.codes]).toEqual([401, ['UNAUTHENTICATED']]);
    expect(toy.shop.asked).toEqual([]);
  });

  it('is asked for with the scheme to use, whether it is not good or not there', async () => {
    const refused = [
      await toy.post({ query: '{ me }' }, { authorization: 'Bearer a.b.c' }),
      await toy.post({ query: '{ products { cost } }' }),
    ];
    for (const { status, headers } of refused)
      expect([status, headers.get('www-authenticate')]).toEqual([401, 'Bearer']);
  });

  it('of a revoked session is refused', async () => {
    const authorization = await toy.signIn({ userId: 'usr_gone' });
    expect((await toy.post({ query: '{ me }' }, { authorization })).status).toBe(200);
    toy.revoked.add('ses_usr_gone');
    expect((await toy.post({ query: '{ me }' }, { authorization })).codes).toEqual(['UNAUTHENTICATED']);
  });
});

describe('a protected coordinate', () => {
  it('refuses the whole request before any subgraph is asked', async () => {
    toy.shop.asked.length = 0;
    const query = '{ products { id cost } }';
    const nobody = await toy.post({ query });
    expect([nobody.status, nobody.codes, nobody.data]).toEqual([401, ['UNAUTHENTICATED'], undefined]);
    const somebody = await toy.post({ query }, { authorization: await toy.signIn() });
    expect([somebody.status, somebody.codes]).toEqual([403, ['FORBIDDEN']]);
    expect(toy.shop.asked).toEqual([]);
    const staff = await toy.post(
      { query },
      { authorization: await toy.signIn({ scopes: ['catalog:write'] }) },
    );
    expect(staff.data.products[0].cost).toBe(100);
  });
});

describe('limits', () => {
  const nested = (levels: number) => `{ tree ${'{ child '.repeat(levels)}{ name }${' }'.repeat(levels)} }`;
  it.each([
    ['QUERY_TOO_DEEP', nested(50), { limit: 12, actual: 52 }],
    ['TOO_MANY_ALIASES', `{ products { ${range(31, (n) => `a${n}: id`)} } }`, { limit: 30, actual: 31 }],
    ['TOO_MANY_ROOT_FIELDS', `{ ${'me '.repeat(21)} }`, { limit: 20, actual: 21 }],
    ['TOO_MANY_FIELDS', `{ products { ${'id '.repeat(1_001)} } }`, { limit: 1_000, actual: 1_002 }],
    [
      'TOO_MANY_DIRECTIVES',
      `{ products { ${'id @skip(if: false) '.repeat(51)} } }`,
      { limit: 50, actual: 51 },
    ],
    ['TOO_MANY_TOKENS', `{ products { ${'id '.repeat(2_100)} } }`, { limit: 2_000, actual: 2_105 }],
    ['QUERY_TOO_LARGE', `{ echo(text: "${'x'.repeat(100_000)}") }`, { limit: 100_000, actual: 100_018 }],
  ])('%s names the limit and the size', async (code, query, sizes) => {
    const answer = await toy.post({ query });
    expect(answer.status).toBe(400);
    const error = answer.errors!.find((each) => each.extensions.code === code);
    expect(error?.extensions).toMatchObject(sizes);
    expect(error?.message).toContain(String(sizes.limit));
    expect(error?.message).toContain(String(sizes.actual));
  });

  it('refuse a body with a string of 1 MB', async () => {
    const answer = await toy.post({
      query: 'query ($t: String) { echo(text: $t) }',
      variables: { t: 'x'.repeat(1_000_000) },
    });
    expect([answer.status, answer.codes]).toEqual([413, ['PAYLOAD_TOO_LARGE']]);
    expect(answer.errors![0]!.extensions).toMatchObject({ limit: 1_000_000 });
  });

  it('apply again to a query that was refused before', async () => {
    for (const _ of [1, 2]) expect((await toy.post({ query: nested(50) })).codes).toContain('QUERY_TOO_DEEP');
  });

  it('answer what does not come in time', async () => {
    const slow = await startToyRouter({ env: { REQUEST_TIMEOUT_MS: '60000' } });
    const answer = slow.post({ query: '{ slow }' });
    await expect.poll(() => slow.shop.asked.length).toBe(1);
    slow.clock.advance(60_000);
    expect([(await answer).status, (await answer).codes]).toEqual([504, ['REQUEST_TIMEOUT']]);
    await slow.close();
  });

  it('of requests count each person, and an address when there is none', async () => {
    const limited = await startToyRouter({ env: { RATE_LIMIT_REQUESTS: '2' } });
    const authorization = await limited.signIn();
    for (const _ of [1, 2]) expect((await limited.post({ query: '{ me }' })).status).toBe(200);
    const refused = await limited.post({ query: '{ me }' });
    expect([refused.status, refused.codes, refused.headers.has('retry-after')]).toEqual([
      429,
      ['RATE_LIMITED'],
      true,
    ]);
    expect((await limited.post({ query: '{ me }' }, { authorization })).status).toBe(200);
    expect((await limited.post({ query: '{ me }' }, { authorization: 'Bearer a.b.c' })).codes).toEqual([
      'RATE_LIMITED',
    ]);
    limited.clock.advance(60_000);
    expect((await limited.post({ query: '{ me }' })).status).toBe(200);
    await limited.close();
  });

  it('of requests count each field of a mutation, by whatever alias or fragment', async () => {
    const limited = await startToyRouter({ env: { RATE_LIMIT_REQUESTS: '10' } });
    const authorization = await limited.signIn({ scopes: ['catalog:write'] });
    const rename = (alias: string) => `${alias}: rename(id: "p1", name: "n") { id }`;
    const query = `mutation Six { ${['a', 'b', 'c', 'd'].map(rename)} ...Two ... { __typename } }
      fragment Two on Mutation { ${['e', 'f'].map(rename)} } query One { me }`;
    const ask = (operationName: string) => limited.post({ query, operationName }, { authorization });
    // Six fields and __typename are seven.
    expect((await ask('Six')).data).toMatchObject({ a: { id: 'p1' }, f: { id: 'p1' } });
    expect((await ask('One')).status).toBe(200);
    const asked = limited.shop.asked.length;
    const refused = await ask('Six');
    expect([refused.status, refused.codes]).toEqual([429, ['RATE_LIMITED']]);
    const { retryAfterSeconds, ...counted } = refused.errors![0]!.extensions;
    expect(counted).toEqual({ code: 'RATE_LIMITED', limit: 10, actual: 15 });
    expect(refused.headers.get('retry-after')).toBe(String(retryAfterSeconds));
    expect(limited.shop.asked).toHaveLength(asked);
    limited.clock.advance(60_000);
    expect((await ask('Six')).status).toBe(200);
    await limited.close();
  });
});

function range(length: number, make: (n: number) => string): string {
  return Array.from({ length }, (_, n) => make(n)).join(' ');
}

function unsigned(): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part({ alg: 'none' })}.${part({ sub: 'usr_a', sid: 's', roles: [], scopes: [], iss: 'depachika', aud: 'depachika-api', exp: 9e9 })}.`;
}
