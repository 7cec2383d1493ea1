import { systemClock } from '@depachika/clock/clock.ts';
import { attach } from '@depachika/database/embedded/embedded.ts';
import { SCOPES } from '@depachika/identity/caller.ts';
import { identityClaims } from '@depachika/identity/identity-claims.ts';
import {
  createIdentityKeys,
  type IdentityKeys,
  savedIdentityKeys,
} from '@depachika/identity/identity-keys.ts';
import { signIdentity } from '@depachika/identity/identity-token.ts';
import { DOMAIN_SERVICES, type DomainName } from '@depachika/schema/services.ts';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type Buyer,
  cardToken,
  comeBack,
  lastSlot,
  newBuyer,
  orderInput,
  orderPage,
  orderUntil,
  placeOrder,
} from './support/buyer.ts';
import { newProduct, type OwnProduct } from './support/catalogue.ts';
import { logIn, type Shop, startShop } from './support/shop.ts';
import type { Answer, Json, ShopClient } from './support/shop-client.ts';

let shop: Shop;
let staff: ShopClient;
let owner: Buyer;
let stranger: Buyer;
let product: OwnProduct;
let slotId: string;
let order: Json;
let savedCard: Json;

beforeAll(async () => {
  // A clock that is set forward leaves no time for the answers to pings.
  shop = await startShop({ subgraphPorts: true, env: { SOCKET_KEEP_ALIVE_MS: '3600000' } });
  staff = await logIn(shop, 'staff@example.jp');
  [owner, stranger] = [await newBuyer(shop), await newBuyer(shop)];
  product = await newProduct(staff, { pieces: 10 });
  slotId = (await lastSlot(owner)).id;
  const saved = await owner.mutate('save-payment-method', { cardToken: await cardToken(owner) });
  savedCard = saved.paymentMethod;
  const placed = await placeOrder(owner, { ...product, slotId });
  order = await orderUntil(owner, placed.id, ({ shipments }) => shipments.length === 1);
});
afterAll(() => shop?.stop());

describe('Through the router, a customer', () => {
  it.each<[string, string, () => string]>([
    ['an order', 'query ($id: ID!) { order(id: $id) { id } }', () => order.id],
    ['a payment', 'query ($id: ID!) { payment(id: $id) { id } }', () => order.payments[0].id],
    ['a parcel', 'query ($id: ID!) { shipment(id: $id) { id } }', () => order.shipments[0].id],
  ])('finds nothing under the id of %s of somebody else', async (_, query, id) => {
    expect(leaves((await stranger.graphql(query, { id: id() })).data)).toEqual([]);
    const [mine] = Object.values<Json>((await owner.graphql(query, { id: id() })).data);
    expect(mine).toEqual({ id: id() });
  });

  it('finds no address of somebody else among their own', async () => {
    const { me } = await stranger.run('delivery-slots', { addressId: owner.addressId });
    expect(me.address).toBeNull();
  });

  it('sees only their own orders, addresses, cards and points in lists', async () => {
    expect((await stranger.run('my-orders')).me.orders.nodes).toEqual([]);
    const { me } = await stranger.run('my-account');
    expect(me.addresses.map(({ id }: Json) => id)).toEqual([stranger.addressId]);
    expect(me.paymentMethods).toEqual([]);
    const { me: points } = await stranger.run('my-points');
    expect(points.points.entries.nodes.every(({ orderId }: Json) => orderId !== order.id)).toBe(true);
  });

  it.each([
    ['every order', '{ orders { nodes { id } } }'],
    ['every payment', '{ payments { nodes { id } } }'],
    ['every parcel', '{ shipments { nodes { id } } }'],
    ['every user', '{ users { nodes { id } } }'],
    ['the stock by location', '{ stockLevels { nodes { id } } }'],
    ['the sales', '{ dailySales(from: "2026-01-01", to: "2026-01-02") { date } }'],
    ['somebody else’s account', '{ user(id: "usr_01h455vb4pex5vsknk084sn02q") { points { spendable } } }'],
    ['the stock of a product by location', '{ products { nodes { variants { stock { levels { id } } } } } }'],
  ])('is refused %s', async (_, query) => {
    const { errors } = await stranger.graphql(query);
    expect(errors[0]!.extensions.code).toBe('FORBIDDEN');
  });

  it.each<[string, string, () => object, object]>([
    ['cancel an order', 'cancel-order', () => ({ orderId: order.id }), { __typename: 'NotFound' }],
    [
      'give an order back',
      'request-return',
      () => ({ orderId: order.id, reason: 'mine now' }),
      { __typename: 'NotFound' },
    ],
    [
      'edit an address',
      'update-address',
      () => ({ id: owner.addressId, expectedVersion: 1, street: '9-9-9' }),
      { __typename: 'NotFound' },
    ],
    ['remove an address', 'remove-address', () => ({ id: owner.addressId }), { __typename: 'NotFound' }],
    ['forget a card', 'remove-payment-method', () => ({ id: savedCard.id }), { __typename: 'NotFound' }],
    [
      'redirect a refund',
      'provide-refund-account',
      () => ({
        paymentId: order.payments[0].id,
        bankCode: '0001',
        branchCode: '001',
        accountType: 'ORDINARY',
        accountNumber: '1234567',
        holderKana: 'タニン',
      }),
      { __typename: 'NotFound' },
    ],
  ])('cannot %s of somebody else', async (_, name, input, answer) => {
    expect(await stranger.mutate(name, input())).toMatchObject(answer);
  });

  it('cannot have an order sent to, or paid by, somebody else', async () => {
    const wish = { ...product, slotId };
    const input = await orderInput(stranger, wish);
    const elsewhere = { ...input, addressId: owner.addressId };
    expect(await stranger.mutate('place-order', elsewhere)).toMatchObject({ __typename: 'AddressNotFound' });
    const payment = { method: 'CARD', paymentMethodId: savedCard.id };
    expect(await stranger.mutate('place-order', { ...input, payment })).toMatchObject({
      __typename: 'PaymentMethodRefused',
      code: 'UNKNOWN_PAYMENT_METHOD',
    });
  });

  it.each(['track-order', 'track-shipments'])('cannot follow an order of somebody else: %s', async (name) => {
    const following = stranger.follow(name, { orderId: order.id, since: 0 });
    await following.ended();
    expect(following.failure()[0].extensions.code).toBe('FORBIDDEN');
    expect(following.events).toEqual([]);
    await following.stop();
  });

  it('is refused staff’s work', async () => {
    const input = { orderId: order.id, expectedVersion: order.version };
    const { errors } = await stranger.graphql(
      'mutation ($input: StartPreparingInput!) { startPreparing(input: $input) { __typename } }',
      { input },
    );
    expect(errors[0]!.extensions.code).toBe('FORBIDDEN');
    expect((await orderPage(owner, order.id)).status).toBe('CONFIRMED');
  });

  it('is sent away within a minute after their session has ended, also when nobody told of it', async () => {
    const [left, stayed] = [await comeBack(shop, owner), await comeBack(shop, owner)];
    const followings = [left, stayed].map((each) =>
      each.follow('track-order', { orderId: order.id, since: 0 }),
    );
    for (const following of followings) await following.until((events) => events.length > 0);
    await endSessionUnheard(left.token!);
    await shop.advance(60_000);
    await followings[0]!.ended();
    expect(followings[0]!.failure()).toMatchObject({ code: 4401, reason: 'SESSION_REVOKED' });
    expect((await left.graphql('{ categories { id } }')).status).toBe(401);
    expect(followings[1]!.failure()).toBeUndefined();
    await followings[1]!.stop();
  });
});

/** What belongs to somebody. */
const TYPES_OF_CUSTOMERS = [
  'Order',
  'Payment',
  'PaymentMethod',
  'Shipment',
  'User',
  'Address',
  'Cart',
] as const;

describe('By its id alone', () => {
  const NODE = 'query ($id: ID!) { node(id: $id) { id __typename } }';
  const NODES = 'query ($ids: [ID!]!) { nodes(ids: $ids) { id __typename } }';

  const own = () => ({
    Order: order.id,
    Payment: order.payments[0].id,
    PaymentMethod: savedCard.id,
    Shipment: order.shipments[0].id,
    User: owner.userId,
    Address: owner.addressId,
    Cart: owner.userId.replace('usr_', 'crt_'),
  });
  const typesFor = async (client: ShopClient, ids: readonly string[]) => {
    const { data, errors } = await client.graphql(NODES, { ids });
    expect(errors).toEqual([]);
    return data.nodes.map((node: Json, index: number) => {
      if (node) expect(node.id).toBe(ids[index]);
      return node?.__typename ?? null;
    });
  };

  it.each(TYPES_OF_CUSTOMERS)('a customer finds their own %s, and nobody else’s', async (type) => {
    const id = own()[type];
    expect(await owner.graphql(NODE, { id })).toMatchObject({
      data: { node: { id, __typename: type } },
      errors: [],
    });
    for (const other of [stranger, shop.client()])
      expect(await other.graphql(NODE, { id })).toMatchObject({ data: { node: null }, errors: [] });
  });

  it('staff find what customers have, and the stock, which nobody else does', async () => {
    const { stockLevels } = await staff.run('stock-levels');
    const stock = [stockLevels.nodes[0].id, product.locationId];
    const ids = [order.id, order.payments[0].id, order.shipments[0].id];
    expect(await typesFor(staff, [...ids, ...stock])).toEqual([
      ...['Order', 'Payment', 'Shipment', 'StockLevel', 'StockLocation'],
    ]);
    for (const other of [owner, shop.client()]) expect(await typesFor(other, stock)).toEqual([null, null]);
  });

  it('everybody finds what the shop shows, and null in the place of what does not exist', async () => {
    const { categories } = await staff.run('list-categories');
    const nothing = product.productId.replace(/.{6}$/, '000000');
    const shown = [product.productId, product.variantId, categories[0].id, slotId, 'shop'];
    expect(await typesFor(shop.client(), [...shown, nothing, 'prd_1', 'nothing'])).toEqual([
      ...['Product', 'ProductVariant', 'Category', 'DeliverySlot', 'Shop'],
      ...[null, null, null],
    ]);
  });

  it('fields of several domains are answered of a node as of any entity', async () => {
    const query = `query ($id: ID!) { node(id: $id) {
      ... on ProductVariant { sku stock { available } product { nameEn } }
      ... on Order { number shipments { trackingNumber } payment { amountYen } }
    } }`;
    const { data, errors } = await owner.graphql(query, { id: order.id });
    expect(errors).toEqual([]);
    expect(data.node).toEqual({
      number: order.number,
      shipments: [{ trackingNumber: expect.any(String) }],
      payment: { amountYen: expect.any(Number) },
    });
    expect((await stranger.graphql(query, { id: order.id })).data).toEqual({ node: null });
    expect((await stranger.graphql(query, { id: product.variantId })).data.node).toMatchObject({
      product: { nameEn: 'Test dorayaki' },
    });
  });

  it('a list costs what its ids cost', async () => {
    const costOf = async (ids: readonly string[]) => {
      const response = await fetch(shop.graphqlUrl(), {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ query: NODES, variables: { ids } }),
      });
      return ((await response.json()) as Json).extensions.cost.cost;
    };
    expect(await costOf(['shop', product.productId])).toBe(2);
    expect(await costOf(Array.from({ length: 50 }, () => 'shop'))).toBe(50);
    const tooMany = Array.from({ length: 101 }, () => 'shop');
    const { errors } = await shop.client().graphql(NODES, { ids: tooMany });
    expect(errors[0]!.extensions).toMatchObject({ code: 'BAD_USER_INPUT', field: 'ids' });
  });
});

/** As a process does that dies after its commit, before it has told anybody. */
async function endSessionUnheard(token: string): Promise<void> {
  const { sid } = JSON.parse(Buffer.from(token.split('.')[1]!, 'base64url').toString());
  const { url } = await attach({ url: shop.databaseUrl, folder: shop.folder });
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(`UPDATE users.sessions SET ended_at = created_at, end_reason = 'LOGOUT' WHERE id = $1`, [
    sid,
  ]);
  await client.end();
}

/** One reference that the owner, and not the stranger, may resolve at a domain's own port. */
const REFERENCES: [DomainName, string, () => object, string][] = [
  ['orders', 'Order', () => ({ id: order.id }), 'number totalYen shippingAddress { street }'],
  ['orders', 'User', () => ({ id: owner.userId }), 'orders { nodes { id } }'],
  ['payments', 'Order', () => ({ id: order.id }), 'payments { id amountYen }'],
  ['payments', 'User', () => ({ id: owner.userId }), 'points { spendable } paymentMethods { label }'],
  ['payments', 'Payment', () => ({ id: order.payments[0].id }), 'amountYen cardLabel'],
  ['payments', 'PaymentMethod', () => ({ id: savedCard.id }), 'label'],
  ['users', 'User', () => ({ id: owner.userId }), 'email addresses { street }'],
  ['users', 'Address', () => ({ id: owner.addressId }), 'street phone'],
  ['delivery', 'Order', () => ({ id: order.id }), 'shipments { trackingNumber } deliverySlot { id }'],
  ['delivery', 'Shipment', () => ({ id: order.shipments[0].id }), 'trackingNumber'],
];

describe('At a domain’s own port', () => {
  it.each(REFERENCES)('%s resolves a %s for its owner alone', async (domain, type, key, fields) => {
    const query = `query ($them: [_Any!]!) { _entities(representations: $them) { ... on ${type} { ${fields} } } }`;
    const variables = { them: [{ __typename: type, ...key() }] };
    const ask = async (userId: string) =>
      askDomain(domain, { query, variables }, await identityOf('customer', userId));
    const mine = await ask(owner.userId);
    expect(mine.errors).toEqual([]);
    const values = JSON.stringify(mine.data._entities[0]).match(/"[^"{}[\]]{3,}"|\d+/g)!;
    expect(values.length).toBeGreaterThan(0);
    expect(await disclosed(ask(stranger.userId))).toEqual([]);
  });

  it.each(DOMAIN_SERVICES.map(({ name }) => name))('%s answers 401 without an identity', async (domain) => {
    const typename = { query: '{ __typename }' };
    const entities = {
      query: 'query ($them: [_Any!]!) { _entities(representations: $them) { __typename } }',
      variables: { them: [{ __typename: 'Product', id: 'prd_1' }] },
    };
    const forged = await identitySignedWith(await createIdentityKeys());
    const shopKeys = (await savedIdentityKeys(shop.folder))!;
    const expired = await identitySignedWith(shopKeys, 10 * 60_000);
    const accessToken = owner.token!;
    for (const request of [typename, entities]) {
      for (const token of [undefined, 'nonsense', forged, expired, accessToken]) {
        const { status, data, errors } = await askDomain(domain, request, token);
        expect(status).toBe(401);
        expect(data).toBeUndefined();
        expect(errors[0]!.extensions.code).toBe('UNAUTHENTICATED');
      }
    }
    const good = await identitySignedWith(shopKeys);
    expect((await askDomain(domain, typename, good)).status).toBe(200);
  });

  it('health needs no identity', async () => {
    for (const { name } of DOMAIN_SERVICES) {
      for (const check of ['live', 'ready']) {
        const response = await fetch(shop.subgraphUrl(name).replace('graphql', `health/${check}`));
        expect(response.status, `${name} ${check}`).toBe(200);
      }
    }
  });
});

/** As a developer gets one for rover and curl. */
async function identityOf(role: string, userId: string): Promise<string> {
  const { stdout } = await shop.command('commands/develop/token.ts', '--role', role, '--user', userId);
  return stdout.trim();
}

/** An administrator's identity of 60 s, made some time ago. */
async function identitySignedWith(keys: IdentityKeys, agoMs = 0): Promise<string> {
  return signIdentity({
    keys,
    clock: { ...systemClock, now: () => new Date(systemClock.now().getTime() - agoMs) },
    issuer: 'router',
    claims: identityClaims({
      kind: 'user',
      userId: owner.userId,
      sessionId: 'ses_test',
      roles: ['CUSTOMER', 'ADMIN'],
      scopes: SCOPES.ADMIN,
    }),
    ttlSeconds: 60,
  });
}

async function askDomain(domain: DomainName, request: object, token?: string): Promise<Answer> {
  const response = await fetch(shop.subgraphUrl(domain), {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify(request),
  });
  const { data, errors = [] } = (await response.json()) as Json;
  return { status: response.status, data, errors };
}

/** Values that an answer tells; emptiness tells nothing. */
async function disclosed(asking: Promise<Answer>): Promise<string[]> {
  const { data, errors } = await asking;
  for (const { extensions } of errors) expect(['FORBIDDEN', 'NOT_FOUND']).toContain(extensions.code);
  return leaves(data?._entities);
}

function leaves(value: Json): string[] {
  if (value === null || value === undefined) return [];
  if (typeof value === 'object') return Object.values(value).flatMap(leaves);
  return [String(value)];
}
