import { randomUUID } from 'node:crypto';
import { Validator } from '@seriousme/openapi-schema-validator';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PASSWORD } from '../support/buyer.ts';
import { newProduct } from '../support/catalogue.ts';
import { payAtRegister, WEBHOOK_SECRET } from '../support/payment-provider.ts';
import { logIn, type Shop, startShop } from '../support/shop.ts';
import type { Json, ShopClient } from '../support/shop-client.ts';
import { type DocumentedClient, documentedClient, linkOf, refuses } from './documented-client.ts';
import { commandsOf, commandsOfBuyer, pasted } from './pasted-commands.ts';
import { ACCOUNT, KONBINI, type RestBuyer, restBuyer } from './rest-buyer.ts';

// Every operation of the document, answered and refused. The client holds each answer against the document that the shop serves.

const DECLINED = '4000000000000002';
const DAY_MS = 86_400_000;

let shop: Shop;
let rest: DocumentedClient;
let staff: ShopClient;
let me: RestBuyer;

beforeAll(async () => {
  shop = await startShop({
    env: { PAYMENT_WEBHOOK_SECRET: WEBHOOK_SECRET, SOCKET_KEEP_ALIVE_MS: '3600000' },
  });
  [rest, staff] = await Promise.all([documentedClient(shop.origin()), logIn(shop, 'staff@example.jp')]);
  me = restBuyer({ rest, staff, product: await newProduct(staff, { pieces: 50 }) });
});

afterAll(() => shop.stop());

describe('The document', () => {
  it('is valid OpenAPI 3.1', async () => {
    const result = await new Validator().validate(structuredClone(rest.document));
    expect(result).toEqual({ valid: true });
    expect(rest.document.openapi).toMatch(/^3\.1\./);
  });

  it('is kept by whoever has it as long as it stays the same', async () => {
    const url = `${shop.origin()}/v1/openapi.json`;
    const etag = (await fetch(url)).headers.get('etag')!;
    expect((await fetch(url, { headers: { 'if-none-match': etag } })).status).toBe(304);
  });

  it('has a page that takes nothing from elsewhere, and an address for each problem', async () => {
    const page = await fetch(`${shop.origin()}/v1/docs`);
    const policy = page.headers.get('content-security-policy');
    expect(policy).toMatch(/script-src 'self' 'sha256-[\w+/=]+';/);
    expect(policy).toContain("connect-src 'self'");
    expect(await page.text()).not.toMatch(/https?:/);
    expect((await fetch(`${shop.origin()}/v1/docs/js/scalar.js`)).status).toBe(200);
    const problem = await fetch(`${shop.origin()}/v1/problems/insufficient-stock`);
    expect(await problem.json()).toMatchObject({ codes: ['InsufficientStock'], status: 409 });
  });
});

describe('The catalogue', () => {
  it('is read page by page, in both directions', async () => {
    const first = await rest.ask('listProducts', { query: { limit: '2', sort: 'PRICE_ASC' } });
    expect(first.body.items).toHaveLength(2);
    expect(first.body.previous).toBeNull();
    const second = await fetch(new URL(linkOf(first, 'next'), shop.origin()));
    const page = (await second.json()) as Json;
    expect(page.items[0].id).not.toBe(first.body.items[0].id);
    expect(second.headers.get('link')).toContain('rel="prev"');
    const back = await rest.get('listProducts', {
      query: { limit: '2', sort: 'PRICE_ASC', before: page.previous },
    });
    expect(back.items).toEqual(first.body.items);
    await refuses(
      400,
      'BAD_USER_INPUT',
      rest.ask('listProducts', { query: { limit: '101', colour: 'red' } }),
    );
    const wrong = await refuses(
      400,
      'BAD_USER_INPUT',
      rest.ask('listProducts', { query: { before: 'no cursor', deliverableOn: '2026-12-01' } }),
    );
    expect(wrong.errors).toMatchObject([{ parameter: 'deliverableTo' }]);
    const lost = await refuses(
      400,
      'BAD_USER_INPUT',
      rest.ask('listProducts', { query: { after: 'no cursor' } }),
    );
    expect(lost.errors).toMatchObject([{ parameter: 'after' }]);
  });

  it('is narrowed, searched and looked up', async () => {
    const { items: categories } = await rest.get('listCategories');
    const category = await rest.get('getCategory', { params: { category: categories[0].slug } });
    expect(category.id).toBe(categories[0].id);
    const query = { category: category.id, inStock: 'true', maxPriceYen: '1500', limit: '3' };
    const { items } = await rest.get('listProducts', { query });
    for (const { minPriceYen } of items) expect(minPriceYen).toBeLessThanOrEqual(1_500);
    const facets = await rest.get('getFacets', { query: { category: category.id } });
    expect(facets.totalCount).toBeGreaterThan(items.length);
    const byId = await rest.get('getProduct', { params: { product: items[0].id } });
    expect(await rest.get('getProduct', { params: { product: byId.slug } })).toEqual(byId);
    expect((await rest.get('search', { query: { query: 'どら焼き', limit: '1' } })).items).toHaveLength(1);
    expect((await rest.get('suggest', { query: { prefix: 'どら' } })).items.length).toBeGreaterThan(0);
    await refuses(404, 'NOT_FOUND', rest.ask('getProduct', { params: { product: 'no-such-thing' } }));
    await refuses(404, 'NOT_FOUND', rest.ask('getCategory', { params: { category: 'no-such-thing' } }));
    await refuses(400, 'BAD_USER_INPUT', rest.ask('search'));
    await refuses(400, 'BAD_USER_INPUT', rest.ask('suggest'));
    await refuses(400, 'BAD_USER_INPUT', rest.ask('getFacets', { query: { inStock: 'maybe' } }));
    await refuses(400, 'BAD_USER_INPUT', rest.ask('listCategories', { query: { x: '1' } }));
  });

  it('says who sells, and when things can be where', async () => {
    expect((await rest.get('getShop')).deliveryZones.length).toBeGreaterThan(0);
    const code = '1030022';
    expect(await rest.get('getPostalCode', { params: { code } })).toMatchObject({
      code,
      prefecture: '東京都',
    });
    const { items } = await rest.get('listSlotsOfPostalCode', { params: { code }, query: { days: '3' } });
    expect(items.length).toBeGreaterThan(0);
    const query = { postalCode: code, variant: [me.product.variantId] };
    expect((await rest.get('listDeliveryPromises', { query })).items).toMatchObject([
      { variant: { id: me.product.variantId } },
    ]);
    await refuses(400, 'BAD_USER_INPUT', rest.ask('getShop', { query: { x: '1' } }));
    await refuses(404, 'NOT_FOUND', rest.ask('getPostalCode', { params: { code: '0000000' } }));
    await refuses(404, 'NOT_FOUND', rest.ask('listSlotsOfPostalCode', { params: { code: '0000000' } }));
    await refuses(400, 'BAD_USER_INPUT', rest.ask('listDeliveryPromises', { query: { postalCode: code } }));
  });
});

describe('An account', () => {
  it('is opened, signed in and refreshed', async () => {
    me.email = `rest-${randomUUID()}@example.jp`;
    const made = await rest.ask('register', {
      body: { email: me.email, password: PASSWORD, name: '試験 花子' },
    });
    expect(made.status).toBe(201);
    expect(made.headers.get('location')).toBe('/v1/me');
    await me.signIn();
    const { session } = made.body;
    const refreshed = await rest.get('refreshSession', { body: { refreshToken: session.refreshToken } });
    await rest.ask('signOut', { token: refreshed.accessToken });
    await refuses(401, 'UNAUTHENTICATED', rest.ask('signOut', { token: refreshed.accessToken }));
    await refuses(401, 'SessionEnded', rest.ask('refreshSession', { body: { refreshToken: 'made up' } }));
    await refuses(
      401,
      'InvalidCredentials',
      rest.ask('signIn', { body: { email: me.email, password: 'another' } }),
    );
    const wrong = await refuses(
      422,
      'InvalidInput',
      rest.ask('register', { body: { email: 'x', password: '1', name: '' } }),
    );
    expect(wrong.errors.map(({ pointer }: Json) => pointer)).toContain('#/email');
  });

  it('changes nothing that it has not seen', async () => {
    const { headers, body } = await me.ask('getProfile');
    const etag = headers.get('etag')!;
    expect(etag).toBe(`"${body.version}"`);
    const change = { body: { phone: '09012345678' } };
    await refuses(428, 'BAD_REQUEST', me.ask('updateProfile', change));
    const changed = await me.ask('updateProfile', { ...change, headers: { 'if-match': etag } });
    expect(changed.headers.get('etag')).toBe(`"${body.version + 1}"`);
    const stale = { ...change, headers: { 'if-match': etag } };
    expect(await refuses(412, 'VersionConflict', me.ask('updateProfile', stale))).toMatchObject({
      currentVersion: body.version + 1,
    });
    await refuses(
      412,
      'BAD_REQUEST',
      me.ask('updateProfile', { ...change, headers: { 'if-match': '"abc"' } }),
    );
    await refuses(
      400,
      'BAD_USER_INPUT',
      me.ask('updateProfile', { ...change, headers: { 'if-match': 'x' } }),
    );
    await refuses(401, 'UNAUTHENTICATED', rest.ask('getProfile'));
  });

  it('keeps addresses, one of them first', async () => {
    const body = { recipientName: '試験 花子', phone: '09012345678', postalCode: '1030022', street: '1-4-1' };
    const made = await me.ask('addAddress', { body });
    expect(made.headers.get('location')).toBe(`/v1/me/addresses/${made.body.id}`);
    const params = { addressId: made.body.id };
    me.address = await me.get('getAddress', { params });
    expect(me.address).toEqual(made.body);
    const headers = { 'if-match': made.headers.get('etag')! };
    const changed = await me.get('updateAddress', { params, headers, body: { building: '2階' } });
    expect(changed).toMatchObject({ building: '2階', street: '1-4-1' });
    await refuses(412, 'VersionConflict', me.ask('updateAddress', { params, headers, body: {} }));
    await me.get('setDefaultAddress', { body: { id: me.address.id } });
    const other = await me.get('addAddress', { body });
    expect((await me.get('listAddresses')).items).toHaveLength(2);
    expect((await me.ask('removeAddress', { params: { addressId: other.id } })).status).toBe(204);
    await refuses(404, 'NotFound', me.ask('removeAddress', { params: { addressId: other.id } }));
    await refuses(404, 'NOT_FOUND', me.ask('getAddress', { params: { addressId: other.id } }));
    await refuses(404, 'NotFound', me.ask('setDefaultAddress', { body: { id: other.id } }));
    await refuses(401, 'UNAUTHENTICATED', rest.ask('listAddresses'));
    const wrong = await refuses(422, 'BAD_USER_INPUT', me.ask('addAddress', { body: { ...body, phone: 7 } }));
    expect(wrong.errors).toMatchObject([{ pointer: '#/phone', detail: 'must be string' }]);
    ({ items: me.slots } = await me.get('listSlotsOfAddress', { params, query: { days: '7' } }));
    await refuses(404, 'NOT_FOUND', me.ask('listSlotsOfAddress', { params: { addressId: other.id } }));
  });

  it('keeps cards and points', async () => {
    const card = await me.get('savePaymentMethod', { body: { cardToken: await me.cardToken() } });
    expect((await me.get('listPaymentMethods')).items).toEqual([card]);
    const params = { paymentMethodId: card.id };
    expect((await me.ask('removePaymentMethod', { params })).status).toBe(204);
    await refuses(404, 'NotFound', me.ask('removePaymentMethod', { params }));
    await refuses(401, 'UNAUTHENTICATED', rest.ask('listPaymentMethods'));
    await refuses(422, 'InvalidInput', me.ask('savePaymentMethod', { body: { cardToken: 'none' } }));
    const number = { number: '1', expiryMonth: 13, expiryYear: 2030, securityCode: '1' };
    await refuses(422, 'InvalidInput', me.ask('tokenizeCard', { body: number }));
    expect(await me.get('getPoints')).toMatchObject({ held: 0 });
    expect((await me.get('listPointsEntries', { query: { limit: '5' } })).next).toBeNull();
    await refuses(401, 'UNAUTHENTICATED', rest.ask('getPoints'));
    await refuses(401, 'UNAUTHENTICATED', rest.ask('listPointsEntries'));
  });
});

describe('A guest', () => {
  it('buys without an account, and is forgotten', async () => {
    const { accessToken: guest } = await rest.get('startGuestSession', { body: {} });
    const body = { name: '客 一郎', phone: '09012345678', email: `guest-${randomUUID()}@example.jp` };
    await rest.get('tellContact', { token: guest, body });
    expect((await rest.ask('eraseGuest', { token: guest })).status).toBe(204);
    await refuses(409, 'MemberAccount', me.ask('eraseGuest'));
    await refuses(409, 'MemberAccount', me.ask('tellContact', { body }));
    await refuses(422, 'BAD_USER_INPUT', rest.ask('startGuestSession', { body: { language: 'FR' } }));
  });

  it('brings a cart along', async () => {
    const { accessToken: guest } = await rest.get('startGuestSession');
    const params = { variantId: me.product.variantId };
    await rest.get('setCartLine', { token: guest, params, body: { quantity: 2 } });
    const signedIn = await rest.get('signIn', {
      token: guest,
      body: { email: me.email, password: PASSWORD },
    });
    expect(signedIn.fromGuest).toBe(true);
    const merged = await rest.get('mergeGuestCart', { token: signedIn.session.accessToken });
    expect(merged.cart.pieces).toBe(2);
    await refuses(401, 'UNAUTHENTICATED', rest.ask('mergeGuestCart'));
  });
});

describe('A cart', () => {
  it('is filled, changed and emptied', async () => {
    const params = { variantId: me.product.variantId };
    const { headers, body } = await me.ask('setCartLine', { params, body: { quantity: 3 } });
    expect(body.pieces).toBe(3);
    expect(headers.has('etag')).toBe(false);
    const asSeen = { params, body: { quantity: 4 }, headers: { 'if-match': `"${body.version}"` } };
    await refuses(400, 'BAD_USER_INPUT', me.ask('setCartLine', asSeen));
    expect((await me.get('getCart')).lines).toMatchObject([{ quantity: 3 }]);
    expect((await me.get('removeCartLine', { params })).lines).toEqual([]);
    expect((await me.get('clearCart')).pieces).toBe(0);
    const wrong = await refuses(
      422,
      'InvalidInput',
      me.ask('setCartLine', { params, body: { quantity: 1_000 } }),
    );
    expect(wrong.errors).toMatchObject([{ pointer: '#/quantity' }]);
    for (const operation of ['getCart', 'clearCart'])
      await refuses(401, 'UNAUTHENTICATED', rest.ask(operation));
    await refuses(401, 'UNAUTHENTICATED', rest.ask('removeCartLine', { params }));
  });

  it('is quoted', async () => {
    const quoted = await me.get('quote', { body: me.wish() });
    expect(quoted.totalYen).toBe(quoted.subtotalYen + quoted.deliveryFeeYen);
    const body = { ...me.wish(), deliverySlotId: 'slt_of_nobody' };
    await refuses(409, 'SlotNotAvailable', me.ask('quote', { body }));
  });
});

describe('The documents', () => {
  it('print a purchase that a shell can make, as a guest', async () => {
    const told = await pasted(commandsOf('docs/rest.md', 'A purchase'), shop.origin());
    expect(told).toContain('"pieces":3');
    expect(told).toContain('"amountDueYen"');
    // It was asked for what came after the first event.
    expect(told).toContain('event: status\nid: 2\n');
    expect(told).not.toContain('id: 1\n');
    expect(told).toContain('"status":"CANCELLED"');
  });

  it('show the two lines of the architecture, and an order that is followed', async () => {
    const told = await pasted(commandsOfBuyer(me, await me.cancelledOrder()), shop.origin());
    expect(told).toMatch(/^\{"items":\[/);
    expect(told).toContain('HTTP/1.1 201 Created');
    expect(told).toMatch(/^location: \/v1\/orders\/ord_/m);
    expect(told).toContain('event: end');
  });
});

describe('An order', () => {
  it('is placed once, whatever is sent again', async () => {
    const key = randomUUID();
    const body = { ...me.wish(), payment: await me.byCard() };
    const placed = await me.place(body, `"${key}"`);
    expect(placed.status).toBe(201);
    expect(placed.headers.get('location')).toBe(`/v1/orders/${placed.body.id}`);
    const { id, number } = placed.body;
    expect((await me.place(body, key)).body.id).toBe(id);
    const lines = [{ ...body.lines[0], quantity: 2 }];
    await refuses(422, 'IdempotencyKeyReused', me.place({ ...body, lines }, key));
    for (const asked of [me.ask('placeOrder', { body }), me.place(body, 'x'.repeat(101))]) {
      const { errors } = await refuses(400, 'BAD_USER_INPUT', asked);
      expect(errors).toMatchObject([{ header: 'Idempotency-Key' }]);
    }
    expect((await me.ask('getOrder', { params: { order: number } })).body.id).toBe(id);
    expect((await me.get('listOrders')).items[0]).toMatchObject({ id });
    await refuses(404, 'NOT_FOUND', me.ask('getOrder', { params: { order: 'DP-0000-000000' } }));
    await refuses(401, 'UNAUTHENTICATED', rest.ask('listOrders'));
  });

  it('is followed as it happens, from any event on, and cancelled', async () => {
    const { id } = (await me.place({ ...me.wish(), payment: await me.byCard() })).body;
    const params = { orderId: id };
    const live = await me.follow('followOrder', { params });
    await live.until((events) => events.some(({ data }) => data.to === 'CONFIRMED'));
    expect(live.events[0]).toMatchObject({ name: 'status', id: '1', data: { to: 'PENDING' } });
    const { version } = await me.orderUntil(id, ({ status }) => status === 'CONFIRMED');
    const stale = { params, headers: { 'if-match': `"${version - 1}"` }, body: {} };
    await refuses(412, 'VersionConflict', me.ask('cancelOrder', stale));
    await me.get('cancelOrder', { ...stale, headers: { 'if-match': `"${version}"` } });
    await live.until((events) => events.at(-1)?.name === 'end');
    const resumed = await me.follow('followOrder', { params, headers: { 'last-event-id': String(version) } });
    await resumed.until((events) => events.at(-1)?.name === 'end');
    expect(resumed.events.map(({ data }) => data.to)).toEqual(['CANCELLED', undefined]);
    await refuses(409, 'IllegalOrderTransition', me.ask('cancelOrder', { params }));
    await refuses(404, 'NotFound', me.ask('reorder', { params: { orderId: 'ord_of_nobody' } }));
    await refuses(401, 'UNAUTHENTICATED', rest.ask('followOrder', { params }));
    const headers = { 'last-event-id': 'x' };
    await refuses(400, 'BAD_USER_INPUT', me.ask('followOrder', { params, headers }));
    await refuses(404, 'NOT_FOUND', me.ask('followOrder', { params: { orderId: 'ord_of_nobody' } }));
  });

  it('is paid in another way after a declined card', async () => {
    const { id } = (await me.place({ ...me.wish(), payment: await me.byCard(DECLINED) })).body;
    await me.orderUntil(id, ({ payments }) => payments[0]?.status === 'FAILED');
    const retry = { params: { orderId: id }, body: { payment: await me.byCard() } };
    await refuses(400, 'BAD_USER_INPUT', me.ask('retryPayment', retry));
    const headers = { 'idempotency-key': randomUUID() };
    expect((await me.ask('retryPayment', { ...retry, headers })).status).toBe(201);
    await me.orderUntil(id, ({ status }) => status === 'CONFIRMED');
  });

  it('goes back with its money to the account that its customer names', async () => {
    const { id } = (await me.place({ ...me.wish(), payment: KONBINI })).body;
    const { payments } = await me.orderUntil(id, (order) => order.payments[0]?.slip);
    expect(payments[0].nextAction).toMatchObject({ type: 'ShowSlip' });
    await payAtRegister(shop, payments[0].slip);
    await me.orderUntil(id, ({ status }) => status === 'CONFIRMED');
    await me.get('cancelOrder', { params: { orderId: id } });
    await me.orderUntil(id, (order) => order.payments[0].refund);
    const params = { paymentId: payments[0].id };
    await refuses(
      422,
      'InvalidInput',
      me.ask('provideRefundAccount', { params, body: { ...ACCOUNT, bankCode: '1' } }),
    );
    await me.get('provideRefundAccount', { params, body: ACCOUNT });
  });

  it('comes at another time where nobody was at home, and goes back', async () => {
    const id = await me.openOrder();
    for (const step of ['PICKED_UP', 'OUT_FOR_DELIVERY', 'DELIVERY_FAILED']) await me.record(id, step);
    const { shipments } = await me.orderUntil(id, (order) => order.shipments[0].reschedulable);
    const [{ id: shipmentId, version }] = shipments;
    const choice = { params: { shipmentId }, body: { deliverySlotId: me.slots.at(-2)!.id } };
    await refuses(428, 'BAD_REQUEST', me.ask('chooseOtherSlot', choice));
    await me.get('chooseOtherSlot', { ...choice, headers: { 'if-match': `"${version}"` } });
    for (const step of ['OUT_FOR_DELIVERY', 'DELIVERED']) await me.record(id, step);
    await me.orderUntil(id, ({ status }) => status === 'DELIVERED');
    const body = { reason: '箱がつぶれていました', defective: true };
    expect((await me.ask('requestReturn', { params: { orderId: id }, body })).status).toBe(201);
    await refuses(409, 'IllegalOrderTransition', me.ask('requestReturn', { params: { orderId: id }, body }));
  });

  it('goes into the cart again once its slip has ended', async () => {
    const { id } = (await me.place({ ...me.wish(), payment: KONBINI })).body;
    await me.orderUntil(id, (order) => order.payments[0]?.slip);
    await shop.advance(5 * DAY_MS);
    await me.signIn();
    await me.orderUntil(id, ({ status }) => status === 'EXPIRED');
    const { cart, leftOut } = await me.get('reorder', { params: { orderId: id } });
    expect(cart.pieces).toBeGreaterThan(0);
    expect(leftOut).toEqual([]);
  });
});

it('Every operation of the document was answered and refused', () => {
  expect(rest.untried()).toEqual({ answered: [], refused: [] });
});
