import { randomBytes, randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type Buyer,
  cardToken,
  lastSlot,
  newBuyer,
  orderPage,
  orderUntil,
  PASSWORD,
  placeOrder,
  statusOf,
} from '../support/buyer.ts';
import { type OwnProduct, receive } from '../support/catalogue.ts';
import { konbiniPaid, notify } from '../support/payment-provider.ts';
import { expectCleanAudits } from '../support/shop.ts';
import type { Json, ShopClient } from '../support/shop-client.ts';
import { openingPlaces } from './opening-places.ts';
import { type ProductionShop, startProductionShop } from './production-shop.ts';

// A shop in production from its first day on: nothing is in it but what its administrator, staff and customers bring.

const ADMIN = 'owner@shop.example';
const ADMIN_PASSWORD = randomBytes(12).toString('base64url');

let shop: ProductionShop;
let admin: ShopClient;
let staff: ShopClient;
let buyer: Buyer;
let product: OwnProduct;

beforeAll(async () => {
  shop = await startProductionShop();
});
afterAll(async () => {
  await expectCleanAudits(shop).finally(() => shop.stop());
});

const logIn = async (email: string, password: string) => {
  const { session } = await shop.client().mutate('login', { email, password });
  return shop.client(session.accessToken);
};

describe('an empty shop', () => {
  it('has nothing to sell and nowhere to deliver', async () => {
    const { data } = await shop
      .client()
      .graphql('{ categories { id } products(first: 1) { nodes { id } } deliveryZones { id } }');
    expect(data).toEqual({ categories: [], products: { nodes: [] }, deliveryZones: [] });
  });

  it('gets its administrator by the command', async () => {
    const file = join(shop.folder, 'password');
    await writeFile(file, `${ADMIN_PASSWORD}\n`, { mode: 0o600 });
    const made = await shop.command(
      'commands/operate/admin-create.ts',
      ...['--email', ADMIN, '--password-file', file],
    );
    expect(made, made.stderr).toMatchObject({ code: 0 });
    admin = await logIn(ADMIN, ADMIN_PASSWORD);
    expect((await admin.run('my-account')).me).toMatchObject({ email: ADMIN, role: 'ADMIN' });
  });

  it('gets its staff from the administrator, and from nobody else', async () => {
    const [email, other] = ['staff@shop.example', 'other@shop.example'];
    const { session } = await shop.client().mutate('register', { email, password: PASSWORD, name: '店員' });
    const role = { userId: session.user.id, role: 'STAFF', expectedVersion: 1 };
    const stranger = await shop.client().mutate('register', { email: other, password: PASSWORD, name: '客' });
    const client = shop.client(stranger.session.accessToken);
    const { errors } = await client.graphql(SET_ROLE, { input: role });
    expect(errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
    expect((await admin.mutate('set-user-role', role)).__typename).toBe('SetUserRoleSuccess');
    staff = await logIn(email, PASSWORD);
  });

  it('is filled by its staff through the graph, and delivers once its places are there', async () => {
    await shop.sql(...openingPlaces());
    await shop.restart();
    const { category } = await staff.mutate('create-category', {
      slug: 'wagashi',
      nameJa: '和菓子',
      nameEn: 'Wagashi',
    });
    const created = await staff.mutate('create-product', {
      nameJa: '最中',
      nameEn: 'Monaka',
      nameKana: 'モナカ',
      brand: '本店',
      categoryId: category.id,
      taxClass: 'REDUCED',
      status: 'ACTIVE',
      variants: [{ sku: `MONAKA-${randomUUID().slice(0, 8).toUpperCase()}`, priceYen: 1_000 }],
    });
    expect(created.__typename, created.message).toBe('CreateProductSuccess');
    const { stockLocations } = await staff.run('stock-locations');
    const { id: productId, variants } = created.product;
    product = { productId, variantId: variants[0].id, priceYen: 1_000, locationId: stockLocations[0].id };
    await receive(staff, product, 10);
    const { searchProducts } = await shop.client().run('search-products', { query: 'もなか', first: 5 });
    expect(searchProducts.nodes.map(({ id }: Json) => id)).toEqual([productId]);
  });
});

describe('a customer', () => {
  it('registers, fills a cart and pays by card', async () => {
    buyer = await newBuyer(shop);
    await buyer.mutate('set-cart-line', { variantId: product.variantId, quantity: 2 });
    const { order } = await buyer.mutate('place-order', {
      idempotencyKey: randomUUID(),
      addressId: buyer.addressId,
      deliverySlotId: (await lastSlot(buyer)).id,
      payment: { method: 'CARD', cardToken: await cardToken(buyer) },
    });
    expect(order.totalYen).toBe(2_330);
    await statusOf(buyer, order.id, 'CONFIRMED');
    expect((await buyer.run('cart')).cart.pieces).toBe(0);
  });

  it('pays at a konbini, which the provider tells with the secret of this shop alone', async () => {
    const payment = { method: 'KONBINI', konbiniChain: 'LAWSON' };
    const { id: slotId } = await lastSlot(buyer);
    const order = await placeOrder(buyer, { ...product, slotId, payment });
    const { payments } = await orderUntil(buyer, order.id, (page) => page.payments[0]?.slip);
    const paid = await konbiniPaid(shop, payments[0].slip);
    expect((await notify(shop, paid, 'depachika-development-webhook-secret')).status).toBe(401);
    expect((await notify(shop, paid, shop.webhookSecret)).status).toBe(200);
    await statusOf(buyer, order.id, 'CONFIRMED');
  });

  it('gets what was ordered: staff prepare it and hand it to the carrier', async () => {
    const { id: slotId } = await lastSlot(buyer);
    const placed = await placeOrder(buyer, { ...product, slotId });
    const { version } = await orderUntil(buyer, placed.id, ({ shipments }) => shipments.length === 1);
    const begun = await staff.mutate('start-preparing', { orderId: placed.id, expectedVersion: version });
    expect(begun.__typename, begun.message).toBe('StartPreparingSuccess');
    const { shipments } = await orderPage(staff, placed.id);
    const booked = await staff.mutate('record-shipment-progress', {
      shipmentId: shipments[0].id,
      expectedVersion: shipments[0].events.length,
      status: 'PICKED_UP',
      agreedEarlier: true,
    });
    expect(booked.__typename, booked.message).toBe('RecordShipmentProgressSuccess');
    await statusOf(buyer, placed.id, 'SHIPPED');
    await orderUntil(buyer, placed.id, ({ payments }) => payments[0].status === 'PAID');
  });

  it('sees a new price as soon as the administrator has set it', async () => {
    const read = async () => (await buyer.run('product-page', { id: product.productId })).product.variants[0];
    expect(await read()).toMatchObject({ priceYen: 1_000 });
    const { product: seen } = (
      await admin.graphql('query ($id: ID!) { product(id: $id) { variants { version } } }', {
        id: product.productId,
      })
    ).data;
    const price = {
      id: product.variantId,
      expectedVersion: seen.variants[0].version,
      priceYen: 1_200,
    };
    const changed = await admin.mutate('update-variant', price);
    expect(changed).toMatchObject({ __typename: 'UpdateVariantSuccess', variant: { priceYen: 1_200 } });
    await expect.poll(async () => (await read()).priceYen).toBe(1_200);
    const { errors } = await buyer.graphql(SET_PRICE, { input: { ...price, priceYen: 1 } });
    expect(errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
  });
});

describe('the graph in production', () => {
  it('is introspected by administrators alone', async () => {
    const query = '{ __schema { queryType { name } } }';
    for (const client of [shop.client(), buyer, staff]) {
      const { status, errors } = await client.graphql(query);
      expect([status, errors[0]?.extensions.code]).toEqual([403, 'INTROSPECTION_DISABLED']);
    }
    expect((await admin.graphql(query)).data).toEqual({ __schema: { queryType: { name: 'Query' } } });
  });

  it('suggests no name to those who may not introspect', async () => {
    for (const query of ['{ delivryZones { code } }', '{ products(frist: 1) { nodes { id } } }']) {
      const { status, errors } = await buyer.graphql(query);
      expect([status, errors[0]?.extensions.code]).toEqual([200, 'GRAPHQL_VALIDATION_FAILED']);
      expect(JSON.stringify(errors)).not.toMatch(/did you mean/i);
    }
  });

  it('has no explorer and no page of its own', async () => {
    for (const path of ['/explorer', '/explorer/'])
      expect((await fetch(new URL(path, shop.graphqlUrl()))).status, path).toBe(404);
    const page = await fetch(shop.graphqlUrl(), { headers: { accept: 'text/html' } });
    expect([page.status, page.headers.get('content-type')]).toEqual([
      400,
      expect.stringContaining('application/json'),
    ]);
  });

  it('says of a fault nothing but the id of its request, which the log has with its cause', async () => {
    await shop.sql('ALTER TABLE catalog.categories RENAME TO categories_away');
    try {
      const response = await fetch(shop.graphqlUrl(), {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ query: '{ category(slug: "nowhere") { id } }' }),
      });
      const text = await response.text();
      const requestId = response.headers.get('x-request-id');
      expect(JSON.parse(text).errors).toMatchObject([
        { extensions: { code: 'INTERNAL_SERVER_ERROR', requestId } },
      ]);
      expect(requestId).toEqual(expect.any(String));
      expect(text).not.toMatch(/categories|relation|prisma|catalog|stack/i);
      await expect.poll(() => shop.process().output()).toContain(requestId);
    } finally {
      await shop.sql('ALTER TABLE catalog.categories_away RENAME TO categories');
    }
  });
});

const SET_ROLE = 'mutation ($input: SetUserRoleInput!) { setUserRole(input: $input) { __typename } }';
const SET_PRICE = 'mutation ($input: UpdateVariantInput!) { updateVariant(input: $input) { __typename } }';
