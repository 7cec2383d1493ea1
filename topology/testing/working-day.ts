import { Readable } from 'node:stream';
import { newId } from '@depachika/ids/ids.ts';
import { PUBLIC_DATA_CHANGED, TELLING_DOMAINS } from '@depachika/schema/channels.ts';
import type { DomainName } from '@depachika/schema/services.ts';
import type { GraphQLField } from 'graphql';
import { expect } from 'vitest';
import type { DrivenShop } from './driven-shop.ts';
import { PLACE, RETURN } from './lives/actions/mutations.ts';
import { type Method, payWith } from './lives/actions/shopping.ts';
import { type Life, slotAhead } from './lives/life.ts';

/** Those who work in a shop, and the customers whom they work for. */
export interface Day {
  readonly shop: DrivenShop;
  readonly life: Life;
  /** Who they say they are. */
  readonly staff: string;
  readonly admin: string;
  /** What was done without telling anybody that keeps public answers. */
  readonly quiet: Set<string>;
}

/** Everything that those who work in the shop can do, each at least once. */
export async function workAllDay(day: Day): Promise<void> {
  await workInTheCatalogue(day);
  await workInTheStock(day);
  await workWithOrders(day);
  await workWithMoney(day);
  await workWithMails(day);
  const { userId } = day.life.customers[0]!;
  await act(day, 'users', 'setUserRole', { userId, role: 'STAFF', expectedVersion: 1 }, 'admin');
  const { userId: other } = day.life.customers[1]!;
  await act(day, 'users', 'disableUser', { userId: other, reason: 'stolen', expectedVersion: 1 }, 'admin');
  await act(day, 'users', 'enableUser', { userId: other, reason: 'found', expectedVersion: 2 }, 'admin');
}

async function workInTheCatalogue(day: Day): Promise<void> {
  const { shop } = day;
  const names = { nameJa: '試験', nameEn: 'Test' };
  await act(day, 'products', 'createCategory', { ...names, slug: 'test' });
  const categoryId = await only(day, 'products', `SELECT id FROM catalog.categories WHERE slug = 'test'`);
  const variant = { sku: 'TEST-1', optionValues: [], priceYen: 1_000 };
  const product = { ...names, nameKana: 'テスト', brand: '試験屋', categoryId, taxClass: 'STANDARD' };
  await act(day, 'products', 'createProduct', { ...product, variants: [variant] });
  const id = await only(day, 'products', `SELECT id FROM catalog.products WHERE name_en = 'Test'`);
  await act(day, 'products', 'updateProduct', { id, expectedVersion: 1, nameJa: '試験品' });
  const [first] = await shop
    .database('products')
    .query<{ id: string }>('SELECT id FROM catalog.product_variants WHERE product_id = $1', [id]);
  await act(day, 'products', 'updateVariant', { id: first!.id, expectedVersion: 1, priceYen: 900 });
  const other = {
    ...product,
    nameEn: 'Sizes',
    options: [{ ...names, values: ['S'] }],
    variants: [{ ...variant, sku: 'TEST-S', optionValues: ['S'] }],
  };
  await act(day, 'products', 'createProduct', other);
  const productId = await only(day, 'products', `SELECT id FROM catalog.products WHERE name_en = 'Sizes'`);
  const large = { ...variant, sku: 'TEST-L', optionValues: ['L'] };
  await act(day, 'products', 'addVariant', { productId, expectedVersion: 1, variant: large });
  await workWithPictures(day, id);
  await act(day, 'products', 'updateProductDetails', { id, expectedVersion: 3, leadTimeDays: 1 });
  await act(day, 'products', 'deleteProduct', { id, expectedVersion: 4 });
  await workWithBrandsAndWords(day);
}

/** What products are made by, and what can be said of them. */
async function workWithBrandsAndWords(day: Day): Promise<void> {
  const names = { nameJa: '試作', nameEn: 'Trial' };
  await act(day, 'products', 'createBrand', names);
  const id = await only(day, 'products', `SELECT id FROM catalog.brands WHERE slug = 'trial'`);
  await act(day, 'products', 'updateBrand', { id, expectedVersion: 1, nameKana: 'シサク' });
  await act(day, 'products', 'updatePageTexts', { id, expectedVersion: 0, titleJa: '試作の店' });
  await act(day, 'products', 'createCollection', { ...names, productIds: [] });
  const collectionId = await only(day, 'products', `SELECT id FROM catalog.collections WHERE slug = 'trial'`);
  const rule = { brandId: id };
  await act(day, 'products', 'updateCollection', { id: collectionId, expectedVersion: 1, rule });
  const attribute = { code: 'trial', expectedVersion: 1, filterable: true };
  await act(day, 'products', 'createAttributeDefinition', { ...names, code: 'trial', kind: 'BOOLEAN' });
  await act(day, 'products', 'updateAttributeDefinition', attribute);
  await act(day, 'products', 'createLabel', { ...names, code: 'TRIAL' });
  await act(day, 'products', 'updateLabel', { code: 'TRIAL', expectedVersion: 1, nameJa: '試作品' });
  const words: readonly [string, object][] = [
    ['Label', { code: 'TRIAL' }],
    ['AttributeDefinition', { code: 'trial' }],
    ['Collection', { id: collectionId }],
  ];
  for (const [kind, which] of words) {
    await act(day, 'products', `retire${kind}`, { ...which, expectedVersion: 2 });
    await act(day, 'products', `restore${kind}`, { ...which, expectedVersion: 3 });
  }
  await act(day, 'products', 'createSynonym', { terms: ['試作', 'trial'] });
  const synonym = await only(day, 'products', 'SELECT id FROM catalog.synonyms');
  await act(day, 'products', 'updateSynonym', { id: synonym, expectedVersion: 1, narrower: ['試作品'] });
  await act(day, 'products', 'deleteSynonym', { id: synonym, expectedVersion: 2 });
}

async function workWithPictures(day: Day, productId: string): Promise<void> {
  const { shop } = day;
  const bytes = Buffer.from('a picture');
  const upload = { productId, contentType: 'image/jpeg', bytes: bytes.length };
  const begun = await act(day, 'products', 'createPictureUpload', upload, 'staff', 'uploadUrl token');
  const headers = { 'content-type': 'image/jpeg', 'content-length': String(bytes.length) };
  const body = Readable.from([bytes]);
  await shop.domains.products.uploads({ path: String(begun.uploadUrl), headers, body });
  const alt = { altJa: '試験', altEn: 'Test' };
  await act(day, 'products', 'addProductPicture', { productId, uploadToken: begun.token, ...alt });
  const id = await only(day, 'products', 'SELECT id FROM catalog.product_pictures');
  await act(day, 'products', 'updateProductPicture', { id, altEn: 'Another test' });
  await act(day, 'products', 'assignProductPicture', { id });
  await act(day, 'products', 'reorderProductPictures', { productId, pictureIds: [id] });
  await act(day, 'products', 'removeProductPicture', { id });
  await uploadWithOperation(day, { productId, ...alt });
}

/** As the router has a file kept before the operation that it came with. */
async function uploadWithOperation(day: Day, input: Record<string, unknown>): Promise<void> {
  const { shop } = day;
  const { body: file } = await shop.domains.products.files.keep({
    identityToken: day.staff,
    contentType: 'image/jpeg',
    body: Readable.from([Buffer.from('another picture')]),
  });
  await act(day, 'products', 'uploadProductPicture', { ...input, file });
  const shown = 'SELECT id FROM catalog.product_pictures WHERE removed_at IS NULL';
  await act(day, 'products', 'removeProductPicture', { id: await only(day, 'products', shown) });
}

async function workInTheStock(day: Day): Promise<void> {
  const { shop, life } = day;
  const { variantId } = life.stock.articles.at(-1)!;
  const place = { variantId, locationId: life.stock.locationId };
  await act(day, 'inventory', 'receiveStock', { ...place, quantity: 5, idempotencyKey: newId('req') });
  const [level] = await shop
    .database('inventory')
    .query<{ onHand: number; version: number }>(
      'SELECT on_hand AS "onHand", version FROM inventory.levels WHERE variant_id = $1',
      [variantId],
    );
  // Not one piece more or less: there is no movement that could tell of it.
  const terms = { onHand: level!.onHand, backorderLimit: 7, reason: 'terms' };
  await act(day, 'inventory', 'adjustStock', { ...place, ...terms, expectedVersion: level!.version });
}

async function workWithOrders(day: Day): Promise<void> {
  const { shop, life } = day;
  const zoneId = await only(day, 'delivery', 'SELECT id FROM delivery.zones');
  await act(day, 'delivery', 'updateDeliveryZone', { id: zoneId, expectedVersion: 1, minOrderYen: 101 });
  const slotId = await only(day, 'delivery', 'SELECT id FROM delivery.slots ORDER BY starts_at DESC LIMIT 1');
  await act(day, 'delivery', 'updateDeliverySlot', { id: slotId, expectedVersion: 1, closed: true });
  const holidays = { from: '2027-01-01', to: '2027-01-03' };
  await act(day, 'delivery', 'updateDeliverySlots', { zoneId, ...holidays, closed: true });

  const closed = { date: '2027-01-04', reasonJa: '棚卸し', reasonEn: 'Stocktaking' };
  await act(day, 'delivery', 'closeDays', { days: [closed] });
  await act(day, 'delivery', 'openDays', { from: closed.date, to: closed.date });

  const cancelled = await placed(day, 'CASH_ON_DELIVERY');
  await act(day, 'orders', 'cancelOrder', {
    orderId: cancelled,
    expectedVersion: await versionOf(day, cancelled),
  });

  const orderId = await placed(day, 'CASH_ON_DELIVERY');
  await act(day, 'orders', 'startPreparing', { orderId, expectedVersion: await versionOf(day, orderId) });
  for (const status of ['PICKED_UP', 'OUT_FOR_DELIVERY', 'DELIVERY_FAILED'])
    await progress(day, orderId, status);
  const deliverySlotId = await slotAhead(life, 2);
  await act(day, 'delivery', 'rescheduleDelivery', { ...(await parcelOf(day, orderId)), deliverySlotId });
  await shop.settle();
  for (const status of ['OUT_FOR_DELIVERY', 'DELIVERED']) await progress(day, orderId, status);

  const decision = async (accept: boolean) =>
    act(day, 'orders', 'decideReturn', { orderId, expectedVersion: await versionOf(day, orderId), accept });
  await shop.ask('orders', life.customers[0]!.token, RETURN, {
    orderId,
    reason: '壊れていました',
    defective: true,
  });
  await decision(false);
  await act(day, 'orders', 'openReturn', {
    orderId,
    expectedVersion: await versionOf(day, orderId),
    reason: '割れ',
  });
  await decision(true);
  await shop.settle();
  const { variantId } = life.stock.articles[0]!;
  await act(day, 'inventory', 'decideReturnedGoods', {
    orderId,
    lines: [{ variantId, restock: 0, writeOff: 1 }],
  });
}

async function workWithMoney(day: Day): Promise<void> {
  const { shop } = day;
  const orderId = await placed(day, 'CASH_ON_DELIVERY');
  for (const status of ['PICKED_UP', 'OUT_FOR_DELIVERY', 'DELIVERED']) await progress(day, orderId, status);
  const [payment] = await shop
    .database('payments')
    .query<{ id: string; version: number }>('SELECT id, version FROM payments.payments WHERE order_id = $1', [
      orderId,
    ]);
  const { id: paymentId, version: expectedVersion } = payment!;
  await act(day, 'payments', 'refundPayment', { paymentId, expectedVersion, reason: 'wanted' }, 'admin');
  const account = { bankCode: '0001', branchCode: '001', accountType: 'ORDINARY', accountNumber: '1234567' };
  const provided = { paymentId, ...account, holderKana: 'シミズ ハナコ' };
  await act(day, 'payments', 'provideRefundAccount', provided, 'admin');
  const paidAt = shop.clock.now().toISOString();
  const told = { id: 'evt_odd', type: 'konbini.paid', paymentCode: '000000000000', amountYen: 1, paidAt };
  await shop.tell(told);
  const decision = { id: told.id, decision: 'SETTLED', note: 'by hand' };
  await act(day, 'payments', 'decideNotification', decision, 'admin');
}

/** Mails wait here for ever, since nobody sends any: two of them get lost on the way. */
async function workWithMails(day: Day): Promise<void> {
  const lost = await day.shop.database('notifications').query<{ id: string }>(
    `UPDATE notifications.mails SET state = 'DOUBT'
       WHERE id IN (SELECT id FROM notifications.mails WHERE state = 'WAITING' ORDER BY id LIMIT 2) RETURNING id`,
  );
  await act(day, 'notifications', 'resendMail', { mailId: lost[0]!.id });
  await act(day, 'notifications', 'dismissMail', { mailId: lost[1]!.id });
}

async function placed(day: Day, method: Method): Promise<string> {
  const { shop, life } = day;
  const [customer] = life.customers;
  const { addressId, token } = customer!;
  const lines = [{ variantId: life.stock.articles[0]!.variantId, quantity: 1 }];
  const deliverySlotId = await slotAhead(life, 1);
  const payment = await payWith(life, customer!, { method, card: '' });
  const input = { idempotencyKey: newId('req'), lines, addressId, deliverySlotId, payment };
  const outcome = await shop.ask('orders', token, PLACE, input);
  expect(outcome).toMatchObject({ __typename: 'PlaceOrderSuccess' });
  await shop.settle();
  return outcome.order.id;
}

async function progress(day: Day, orderId: string, status: string): Promise<void> {
  const { shop } = day;
  const step = { ...(await parcelOf(day, orderId)), status, agreedEarlier: true };
  await act(day, 'delivery', 'recordShipmentProgress', step);
  await shop.settle();
}

async function parcelOf({ shop }: Day, orderId: string) {
  const [parcel] = await shop
    .database('delivery')
    .query<{ shipmentId: string; expectedVersion: number }>(
      `SELECT id AS "shipmentId", version AS "expectedVersion" FROM delivery.shipments WHERE order_id = $1`,
      [orderId],
    );
  return parcel!;
}

async function versionOf({ shop }: Day, orderId: string): Promise<number> {
  const [order] = await shop
    .database('orders')
    .query<{ version: number }>('SELECT version FROM orders.orders WHERE id = $1', [orderId]);
  return order!.version;
}

export async function only({ shop }: Day, domain: DomainName, sql: string): Promise<string> {
  return (await shop.database(domain).query<{ id: string }>(sql))[0]!.id;
}

/** As somebody who works in the shop. */
export async function act(
  { shop, staff, admin, quiet }: Day,
  domain: DomainName,
  mutation: string,
  input: object,
  as: 'staff' | 'admin' = 'staff',
  /** What is wanted of a success. */
  selection = '',
): Promise<Readonly<Record<string, unknown>>> {
  const token = as === 'staff' ? staff : admin;
  const { args } = mutationsOf(shop, domain).find(({ name }) => name === mutation)!;
  const problem = '... on Problem { message }';
  const success =
    selection && `... on ${mutation[0]!.toUpperCase()}${mutation.slice(1)}Success { ${selection} }`;
  const query = `mutation ($input: ${args[0]!.type}) { outcome: ${mutation}(input: $input) { __typename ${problem} ${success} } }`;
  let isTold = false;
  const stop = shop.pubSub.subscribe(PUBLIC_DATA_CHANGED, (from) => {
    isTold ||= from === domain;
  });
  const outcome = await shop.ask(domain, token, query, input);
  stop();
  if (!isTold && TELLING_DOMAINS.has(domain)) quiet.add(mutation);
  expect(outcome?.__typename, `${mutation}: ${outcome?.message ?? shop.faults.join()}`).toMatch(/Success$/);
  return outcome;
}

export function mutationsOf(shop: DrivenShop, domain: DomainName): GraphQLField<unknown, unknown>[] {
  return Object.values(shop.domains[domain].schema.getMutationType()?.getFields() ?? {});
}
