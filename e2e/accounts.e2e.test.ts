import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import WebSocket from 'ws';
import { lastSlot, newBuyer, orderUntil, PASSWORD, placeOrder } from './support/buyer.ts';
import { newProduct } from './support/catalogue.ts';
import { operation } from './support/operations.ts';
import { logIn, type Shop, startShop } from './support/shop.ts';
import type { Json, ShopClient } from './support/shop-client.ts';

let shop: Shop;
let admin: ShopClient;
let staff: ShopClient;

beforeAll(async () => {
  const env = {
    TRUSTED_PROXIES: '1',
    USERS_LOGIN_FAILURES_PER_NETWORK: '20',
    USERS_REGISTRATIONS_PER_NETWORK: '30',
  };
  shop = await startShop({ env });
  admin = await logIn(shop, 'admin@example.jp');
  staff = await logIn(shop, 'staff@example.jp');
});

afterAll(() => shop.stop());

/** A socket of this person's, which the shop has let in. */
async function openSocket(token: string): Promise<WebSocket> {
  const socket = new WebSocket(shop.graphqlUrl().replace('http', 'ws'), 'graphql-transport-ws');
  await once(socket, 'open');
  socket.send(JSON.stringify({ type: 'connection_init', payload: { authorization: `Bearer ${token}` } }));
  const [message] = await once(socket, 'message');
  expect(JSON.parse(String(message))).toMatchObject({ type: 'connection_ack' });
  return socket;
}

/** A mutation as the proxy in front of the shop hands it on. */
async function mutateFrom(address: string, name: string, input: object): Promise<Json> {
  const response = await fetch(shop.graphqlUrl(), {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-forwarded-for': address },
    body: JSON.stringify({ query: operation(name), variables: { input } }),
  });
  const { data } = (await response.json()) as Json;
  return Object.values(data)[0];
}

describe('whoever logs in', () => {
  it('reads in the same request what all parts of the shop know of them', async () => {
    const buyer = await newBuyer(shop);
    const query = `mutation ($input: LoginInput!) { login(input: $input) { ... on LoginSuccess {
      session { accessToken user { addresses { id deliveryZone { code } } points { spendable } orders(first: 1) { nodes { id } } } } } } }`;
    const variables = { input: { email: buyer.email, password: PASSWORD } };
    const { data, errors } = await shop.client().graphql(query, variables);
    expect(errors).toEqual([]);
    expect(data!.login.session).toEqual({
      accessToken: expect.any(String),
      user: {
        addresses: [{ id: buyer.addressId, deliveryZone: { code: expect.any(String) } }],
        points: { spendable: expect.any(Number) },
        orders: { nodes: [] },
      },
    });
  });
});

describe('a customer whose account is disabled', () => {
  it('is out over HTTP and on their socket at once, comes back when it is open again, and gets what they ordered', async () => {
    const buyer = await newBuyer(shop);
    const { variantId } = await newProduct(staff, { pieces: 3 });
    const order = await placeOrder(buyer, { variantId, slotId: (await lastSlot(buyer)).id });
    const credentials = { email: buyer.email, password: PASSWORD };
    const { session, deviceToken } = await shop.client().mutate('login', credentials);
    const socket = await openSocket(buyer.token!);
    const closed = once(socket, 'close');

    const decision = { userId: buyer.userId, reason: '盗難カードの疑い' };
    const disabled = await admin.mutate('disable-user', { ...decision, expectedVersion: 1 });
    expect(disabled).toMatchObject({ user: { version: 2, disabled: { reason: '盗難カードの疑い' } } });
    const [code] = await closed;
    expect(code).toBe(4401);
    for (const token of [buyer.token, session.accessToken]) {
      const { status, errors } = await shop.client(token).graphql('{ me { id } }');
      expect([status, errors[0]!.extensions.code]).toEqual([401, 'UNAUTHENTICATED']);
    }
    const { refreshToken } = session;
    expect((await shop.client().mutate('refresh-session', { refreshToken })).__typename).toBe('SessionEnded');
    const login = (input: object) => shop.client().mutate('login', { ...credentials, ...input });
    expect((await login({ deviceToken })).__typename).toBe('AccountDisabled');
    expect((await login({ password: 'wrong password' })).__typename).toBe('InvalidCredentials');

    await orderUntil(staff, order.id, ({ status }) => status === 'CONFIRMED');
    const { user } = await admin.run('admin-user', { id: buyer.userId });
    expect(user.disabled).toMatchObject({ reason: '盗難カードの疑い', by: { id: expect.any(String) } });

    await admin.mutate('enable-user', { ...decision, expectedVersion: 2 });
    const again = await login({ deviceToken });
    expect((await shop.client(again.session.accessToken).run('my-orders')).me.orders.nodes).toHaveLength(1);
  });

  it('is disabled by an administrator, and by nobody else', async () => {
    const buyer = await newBuyer(shop);
    const input = { userId: buyer.userId, reason: 'mine', expectedVersion: 1 };
    for (const client of [staff, buyer]) {
      const { errors } = await client.graphql(operation('disable-user'), { input });
      expect(errors[0]!.extensions.code).toBe('FORBIDDEN');
    }
    const { user } = (await admin.graphql('{ user: me { id version } }')).data;
    const own = { userId: user.id, reason: 'tired', expectedVersion: user.version };
    expect((await admin.mutate('disable-user', own)).__typename).toBe('OwnAccount');
  });
});

describe('one network', () => {
  const guess = (address: string, name: string) =>
    mutateFrom(address, 'login', { email: `${name}@example.jp`, password: 'one for all of them' });
  const from = { password: PASSWORD, name: '試験 花子' };
  let names = 0;
  const register = (address: string) => {
    names += 1;
    return mutateFrom(address, 'register', { ...from, email: `network-${names}@example.jp` });
  };

  it('tries a password at twenty names, and then waits, while others log in', async () => {
    const buyer = await newBuyer(shop);
    const answers: Json[] = [];
    for (let name = 0; name < 60; name += 1) answers.push(await guess('198.51.100.7', `name-${name}`));
    const looked = answers.filter(({ __typename }) => __typename === 'InvalidCredentials').length;
    expect(looked).toBeGreaterThanOrEqual(20);
    expect(looked).toBeLessThan(30);
    expect(answers.at(-1)).toMatchObject({ __typename: 'TooManyAttempts', retryAt: expect.any(String) });
    const credentials = { email: buyer.email, password: PASSWORD };
    expect((await mutateFrom('198.51.100.8', 'login', credentials)).__typename).toBe('LoginSuccess');
  });

  it('is the household that an IPv6 address belongs to', async () => {
    for (let host = 1; host <= 30; host += 1) await guess(`2001:db8:1:2::${host}`, `host-${host}`);
    expect((await guess('2001:db8:1:2:ffff::1', 'another')).__typename).toBe('TooManyAttempts');
    expect((await guess('2001:db8:1:3::1', 'another')).__typename).toBe('InvalidCredentials');
  });

  it('opens thirty accounts, and then waits, while others open theirs', async () => {
    const answers = await Promise.all(Array.from({ length: 60 }, () => register('198.51.100.9')));
    expect(answers.filter(({ __typename }) => __typename === 'RegisterSuccess')).toHaveLength(30);
    expect(answers.filter(({ __typename }) => __typename === 'TooManyAttempts')).toHaveLength(30);
    expect((await register('198.51.100.10')).__typename).toBe('RegisterSuccess');
  });
});
