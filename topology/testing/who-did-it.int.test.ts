import { newId } from '@depachika/ids/ids.ts';
import { DOMAIN_SERVICES, type DomainName } from '@depachika/schema/services.ts';
import { type TestDatabase, testDatabase } from '@depachika/testing/database.ts';
import { type GraphQLField, getNamedType } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DrivenShop, openDrivenShop, SHOP_SCHEMAS } from './driven-shop.ts';
import { workWithGoods } from './life-of-goods.ts';
import { type Life, newLife } from './lives/life.ts';
import { stockShop } from './lives/shop-stock.ts';
import { act, type Day, mutationsOf, only, workAllDay } from './working-day.ts';

/** Where the one is kept who did something: rows of this query are actors. `$1` is the mutation's name. */
const CHANGES = (schema: string) => `SELECT actor FROM ${schema}.changes WHERE operation = $1 ORDER BY id`;
const TRACKING = (status: string) =>
  `SELECT actor FROM delivery.tracking_events WHERE status = '${status}' AND $1 <> ''`;
const HISTORY = (status: string) =>
  `SELECT by || ':' || actor_id AS actor FROM orders.order_history WHERE to_status = '${status}' AND by = 'STAFF' AND $1 <> ''`;

const ACCOUNTS = (change: string) =>
  `SELECT 'ADMIN:' || actor_id AS actor FROM users.account_changes WHERE change = '${change}' AND $1 <> ''`;

/** Everything that those who work in the shop can change. */
const KEPT: Readonly<Record<string, readonly [DomainName, string]>> = {
  createCategory: ['products', CHANGES('catalog')],
  createProduct: ['products', CHANGES('catalog')],
  updateProduct: ['products', CHANGES('catalog')],
  addVariant: ['products', CHANGES('catalog')],
  updateVariant: ['products', CHANGES('catalog')],
  deleteProduct: ['products', CHANGES('catalog')],
  createPictureUpload: ['products', CHANGES('catalog')],
  uploadProductPicture: ['products', CHANGES('catalog')],
  addProductPicture: ['products', CHANGES('catalog')],
  updateProductPicture: ['products', CHANGES('catalog')],
  assignProductPicture: ['products', CHANGES('catalog')],
  reorderProductPictures: ['products', CHANGES('catalog')],
  removeProductPicture: ['products', CHANGES('catalog')],
  createBrand: ['products', CHANGES('catalog')],
  updateBrand: ['products', CHANGES('catalog')],
  updateProductDetails: ['products', CHANGES('catalog')],
  createAttributeDefinition: ['products', CHANGES('catalog')],
  updateAttributeDefinition: ['products', CHANGES('catalog')],
  createLabel: ['products', CHANGES('catalog')],
  updateLabel: ['products', CHANGES('catalog')],
  retireAttributeDefinition: ['products', CHANGES('catalog')],
  restoreAttributeDefinition: ['products', CHANGES('catalog')],
  retireLabel: ['products', CHANGES('catalog')],
  restoreLabel: ['products', CHANGES('catalog')],
  retireCollection: ['products', CHANGES('catalog')],
  restoreCollection: ['products', CHANGES('catalog')],
  createCollection: ['products', CHANGES('catalog')],
  updateCollection: ['products', CHANGES('catalog')],
  updatePageTexts: ['products', CHANGES('catalog')],
  createSynonym: ['products', CHANGES('catalog')],
  updateSynonym: ['products', CHANGES('catalog')],
  deleteSynonym: ['products', CHANGES('catalog')],
  scheduleProduct: ['products', CHANGES('catalog')],
  setSalePrice: ['products', CHANGES('catalog')],
  endSale: ['products', CHANGES('catalog')],
  withdrawVariant: ['products', CHANGES('catalog')],
  restoreVariant: ['products', CHANGES('catalog')],
  updateProductOptions: ['products', CHANGES('catalog')],
  updateCategory: ['products', CHANGES('catalog')],
  moveCategory: ['products', CHANGES('catalog')],
  retireCategory: ['products', CHANGES('catalog')],
  restoreCategory: ['products', CHANGES('catalog')],
  setRelatedProducts: ['products', CHANGES('catalog')],
  receiveStock: ['inventory', CHANGES('inventory')],
  adjustStock: ['inventory', CHANGES('inventory')],
  decideReturnedGoods: ['inventory', CHANGES('inventory')],
  updateDeliveryZone: ['delivery', CHANGES('delivery')],
  updateDeliverySlot: ['delivery', CHANGES('delivery')],
  closeDays: ['delivery', CHANGES('delivery')],
  openDays: ['delivery', CHANGES('delivery')],
  updateDeliverySlots: ['delivery', CHANGES('delivery')],
  recordShipmentProgress: ['delivery', TRACKING('PICKED_UP')],
  rescheduleDelivery: ['delivery', TRACKING('RESCHEDULED')],
  startPreparing: ['orders', HISTORY('PREPARING')],
  cancelOrder: ['orders', HISTORY('CANCELLED')],
  openReturn: ['orders', HISTORY('RETURN_REQUESTED')],
  decideReturn: ['orders', HISTORY('RETURNED')],
  refundPayment: ['payments', CHANGES('payments')],
  provideRefundAccount: ['payments', CHANGES('payments')],
  decideNotification: [
    'payments',
    `SELECT 'ADMIN:' || decided_by AS actor FROM payments.webhook_events WHERE decided_at IS NOT NULL AND $1 <> ''`,
  ],
  setUserRole: ['users', CHANGES('users')],
  disableUser: ['users', ACCOUNTS('DISABLED')],
  enableUser: ['users', ACCOUNTS('ENABLED')],
  resendMail: ['notifications', CHANGES('notifications')],
  dismissMail: ['notifications', CHANGES('notifications')],
};

/** A picture is nobody's until it is made; searches and delivery times are asked for each time. */
const NOTHING_PUBLIC = [
  'createPictureUpload',
  'createSynonym',
  'deleteSynonym',
  'recordShipmentProgress',
  'rescheduleDelivery',
  'updateDeliverySlot',
  'updateDeliverySlots',
  'updateSynonym',
];

/** What customers may do for themselves, and staff for any of them. */
const FOR_CUSTOMERS = ['cancelOrder', 'provideRefundAccount', 'rescheduleDelivery'];

/** The one who receives stock in lives. */
const STAFF = 'STAFF usr_0000000000000000000000staff';
const ADMIN = `ADMIN ${newId('usr')}`;

let test: TestDatabase;
let shop: DrivenShop;
let life: Life;
let day: Day;

beforeAll(async () => {
  test = await testDatabase({ domains: SHOP_SCHEMAS });
  shop = await openDrivenShop(test, new Date('2026-11-22T03:00:00Z'));
  life = await newLife(shop, await stockShop(shop));
  day = { shop, life, staff: STAFF, admin: ADMIN, quiet: new Set() };
  await workAllDay(day);
  await workWithGoods(day);
});

afterAll(async () => {
  await shop.close();
  await test.close();
});

describe('who changed something', () => {
  it('is asked here of every mutation that staff may use', () => {
    const ofStaff = DOMAIN_SERVICES.flatMap(({ name }) => mutationsOf(shop, name).filter(isForStaff));
    expect([...ofStaff.map(({ name }) => name), ...FOR_CUSTOMERS].sort()).toEqual(Object.keys(KEPT).sort());
  });

  it.each(Object.entries(KEPT))('is kept of %s', async (mutation, [domain, query]) => {
    const actor = (DONE_BY_ADMIN.includes(mutation) ? ADMIN : STAFF).replace(' ', ':');
    const rows = await shop.database(domain).query<{ actor: string }>(query, [mutation]);
    expect(rows.length).toBeGreaterThan(0);
    expect(new Set(rows.map((row) => row.actor))).toEqual(new Set([actor]));
  });

  it('is told to whoever keeps public answers, unless nothing public has changed', () => {
    expect([...day.quiet].sort()).toEqual(NOTHING_PUBLIC);
  });

  it('stays as it was written down', async () => {
    for (const table of ['catalog.changes', 'catalog.variant_prices', 'payments.changes', 'users.changes'])
      for (const statement of [`UPDATE ${table} SET actor = 'STAFF:x'`, `DELETE FROM ${table}`])
        await expect(shop.database('users').query(statement), statement).rejects.toMatchObject({
          code: '23001',
        });
  });

  it('cannot be left out, or be anything', async () => {
    const insert = (actor: string | null) =>
      shop.database('users').query(
        `INSERT INTO users.changes (id, subject, operation, actor, fields, changed_at)
         VALUES ($1, 'usr_1', 'setUserRole', $2, '[]', now())`,
        [newId('chg'), actor],
      );
    await expect(insert(null)).rejects.toMatchObject({ code: '23502' });
    for (const actor of ['', 'UNKNOWN', 'usr_1', 'STAFF:', 'BOSS:usr_1'])
      await expect(insert(actor), actor).rejects.toMatchObject({ code: '23514' });
  });

  it('cannot be left out of a price either', async () => {
    const { variantId } = life.stock.articles[0]!;
    const raise = shop
      .database('products')
      .query('UPDATE catalog.product_variants SET price_yen = price_yen + 1 WHERE id = $1', [variantId]);
    await expect(raise).rejects.toMatchObject({ code: '23000' });
  });
});

describe('a history that staff read', () => {
  const PAGE =
    '(first: 1) { nodes { operation actor { kind id } fields { field from to } } pageInfo { hasNextPage endCursor } }';
  const [, staffId] = STAFF.split(' ');
  const [, adminId] = ADMIN.split(' ');
  const byStaff = { kind: 'STAFF', id: staffId };
  const byAdmin = { kind: 'ADMIN', id: adminId };

  it('says of a product what was changed, the latest first, a page at a time', async () => {
    const id = await only(day, 'products', `SELECT id FROM catalog.products WHERE name_en = 'Sizes'`);
    const variantId = await only(
      day,
      'products',
      `SELECT id FROM catalog.product_variants WHERE sku = 'TEST-L'`,
    );
    const { data } = await entity('products', STAFF, 'Product', id, `changes${PAGE}`);
    const { nodes, pageInfo } = data._entities[0].changes;
    expect(nodes).toMatchObject([{ operation: 'addVariant', actor: byStaff }]);
    expect(nodes[0].fields).toContainEqual({
      field: `variants.${variantId}.priceYen`,
      from: null,
      to: '1000',
    });
    const rest = `changes(first: 5, after: "${pageInfo.endCursor}") { nodes { operation } pageInfo { hasNextPage } }`;
    const next = await entity('products', STAFF, 'Product', id, rest);
    expect(next.data._entities[0].changes).toEqual({
      nodes: [{ operation: 'createProduct' }],
      pageInfo: { hasNextPage: false },
    });
  });

  it('says of a variant what it cost, since when and who said so', async () => {
    const { variantId, priceYen } = life.stock.articles[0]!;
    const input = { id: variantId, expectedVersion: 1, priceYen: priceYen + 10 };
    await act(day, 'products', 'updateVariant', input);
    await act(day, 'products', 'updateVariant', { id: variantId, expectedVersion: 2, maxPerOrder: 5 });
    const prices = 'prices { nodes { version priceYen since actor { kind id } } }';
    const { data } = await entity('products', STAFF, 'ProductVariant', variantId, prices);
    expect(data._entities[0].prices.nodes).toEqual([
      { version: 2, priceYen: priceYen + 10, since: shop.clock.now().toISOString(), actor: byStaff },
      { version: 1, priceYen, since: expect.any(String), actor: { kind: 'SYSTEM', id: 'demo' } },
    ]);
  });

  it('says of zones, slots, stock, refunds and roles what was before and after', async () => {
    const zone = await only(day, 'delivery', 'SELECT id FROM delivery.zones');
    const slot = await only(day, 'delivery', 'SELECT id FROM delivery.slots ORDER BY starts_at DESC LIMIT 1');
    const level = await only(
      day,
      'inventory',
      `SELECT subject AS id FROM inventory.changes WHERE operation = 'adjustStock'`,
    );
    const refund = await only(day, 'payments', 'SELECT id FROM payments.refunds ORDER BY id DESC LIMIT 1');
    const { userId } = life.customers[0]!;
    const cases = [
      [
        'delivery',
        'DeliveryZone',
        zone,
        byStaff,
        { field: 'minOrderYen', from: expect.any(String), to: '101' },
      ],
      ['delivery', 'DeliverySlot', slot, byStaff, { field: 'closed', from: 'false', to: 'true' }],
      ['inventory', 'StockLevel', level, byStaff, { field: 'backorderLimit', from: '0', to: '7' }],
      ['users', 'User', userId, byAdmin, { field: 'role', from: 'CUSTOMER', to: 'STAFF' }],
    ] as const;
    for (const [domain, type, id, actor, field] of cases) {
      const { data } = await entity(domain, ADMIN, type, id, `changes${PAGE}`);
      expect(data._entities[0].changes.nodes, type).toMatchObject([{ actor, fields: [field] }]);
    }
    const owed = `{ refundsOwed { nodes { id changes { nodes { operation actor { kind id } } } } } }`;
    const { nodes } = (await asks('payments', ADMIN, owed)).data.refundsOwed;
    expect(nodes.find(({ id }: { id: string }) => id === refund).changes.nodes).toEqual([
      { operation: 'provideRefundAccount', actor: byAdmin },
      { operation: 'refundPayment', actor: byAdmin },
    ]);
  });

  it('is closed to customers, and to those who are nobody', async () => {
    const { userId, token } = life.customers[0]!;
    const { variantId } = life.stock.articles[0]!;
    const zone = await only(day, 'delivery', 'SELECT id FROM delivery.zones');
    const refusals = async (asked: string) => {
      const closed = await Promise.all([
        entity('products', asked, 'ProductVariant', variantId, 'prices { nodes { priceYen } }'),
        entity('products', asked, 'ProductVariant', variantId, `product { changes${PAGE} }`),
        entity('delivery', asked, 'DeliveryZone', zone, `changes${PAGE}`),
      ]);
      return closed.flatMap(codesOf);
    };
    expect(await refusals(token)).toEqual(Array(3).fill('FORBIDDEN'));
    expect(await refusals('')).toEqual(Array(3).fill('UNAUTHENTICATED'));
    expect(codesOf(await entity('users', token, 'User', userId, `changes${PAGE}`))).toEqual(['FORBIDDEN']);
  });

  it('names nobody to customers, of their own orders and parcels', async () => {
    const { userId, token } = life.customers[0]!;
    const [orderId] = await ordersOf(userId);
    const actors = async (asked: string) => {
      const steps = await entity('orders', asked, 'Order', orderId!, 'history { actor { kind id } }');
      const parcels = await entity(
        'delivery',
        asked,
        'Order',
        orderId!,
        'shipments { events { actor { kind id } } }',
      );
      const found = [steps.data._entities[0].history, parcels.data._entities[0].shipments[0].events];
      return found.map((rows: { actor: object | null }[]) => rows.map(({ actor }) => actor));
    };
    const [ofOrder, ofParcel] = await actors(STAFF);
    expect(ofOrder![0]).toEqual({ kind: 'CUSTOMER', id: userId });
    expect(ofParcel!.slice(0, 2)).toEqual([{ kind: 'SERVICE', id: 'orders' }, byStaff]);
    for (const actor of (await actors(token)).flat()) expect(actor).toBeNull();
  });
});

function codesOf({ errors = [] }: Answer): unknown[] {
  return errors.map(({ extensions }) => extensions.code);
}

async function ordersOf(customerId: string): Promise<string[]> {
  const rows = await shop
    .database('orders')
    .query<{ id: string }>('SELECT id FROM orders.orders WHERE customer_id = $1 ORDER BY id DESC', [
      customerId,
    ]);
  return rows.map(({ id }) => id);
}

interface Answer {
  // biome-ignore lint/suspicious/noExplicitAny: tests read what they asked for
  readonly data?: any;
  readonly errors?: readonly { readonly extensions: { readonly code?: unknown } }[];
}

async function asks(domain: DomainName, token: string, query: string, variables = {}): Promise<Answer> {
  return (await shop.domains[domain].execute({ query, variables }, token)) as Answer;
}

/** As the router asks for what another domain adds. */
function entity(
  domain: DomainName,
  token: string,
  type: string,
  id: string,
  fields: string,
): Promise<Answer> {
  const query = `query ($keys: [_Any!]!) { _entities(representations: $keys) { ... on ${type} { ${fields} } } }`;
  return asks(domain, token, query, { keys: [{ __typename: type, id }] });
}

const DONE_BY_ADMIN = [
  ...['refundPayment', 'provideRefundAccount', 'decideNotification'],
  ...['setUserRole', 'disableUser', 'enableUser'],
];

function isForStaff({ astNode, type }: GraphQLField<unknown, unknown>): boolean {
  expect(getNamedType(type).name).toMatch(/Result$/);
  return astNode!.directives!.some(({ name }) => name.value === 'requiresScopes');
}
