import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { addAddress, type Buyer, lastSlot, newBuyer, orderInput, slotsOf } from '../support/buyer.ts';
import { newProduct, type OwnProduct } from '../support/catalogue.ts';
import { operation } from '../support/operations.ts';
import { logIn, type Shop } from '../support/shop.ts';
import { askedByHttp, askedBySocket, type Json, type ShopClient, type Told } from '../support/shop-client.ts';

const UNKNOWN = (prefix: string) => `${prefix}_01h455vb4pex5vsknk084sn02q`;

export function describeBadInput(rested: () => Promise<Shop>): void {
  describe('What the shop refuses', () => {
    let shop: Shop;
    let staff: ShopClient;
    let buyer: Buyer;
    let product: OwnProduct;
    let input: Json;

    beforeAll(async () => {
      shop = await rested();
      staff = await logIn(shop, 'staff@example.jp');
      buyer = await newBuyer(shop);
      product = await newProduct(staff, { pieces: 10 });
      input = await orderInput(buyer, { ...product, slotId: (await lastSlot(buyer)).id });
    });

    describe('What people read is in their language', () => {
      const mutation = (call: string) => `mutation { told: ${call} { ... on Problem { message } } }`;
      const problem = ({ data }: Told): unknown => data?.told.message;
      const error = ({ errors }: Told): unknown => errors?.[0]?.message;

      it.each<[string, () => string, (told: Told) => unknown, { ja: RegExp; en: RegExp }, 'staff'?]>([
        [
          'orders',
          () => mutation(`setCartLine(input: { variantId: "${UNKNOWN('var')}", quantity: 1 })`),
          problem,
          { ja: /^現在お取り扱いのない商品/, en: /^Not sold/ },
        ],
        [
          'payments, whose reasons orders hear by RPC',
          () =>
            `{ quote(input: { addressId: "${input.addressId}", deliverySlotId: "${input.deliverySlotId}",
            lines: [{ variantId: "${product.variantId}", quantity: 1 }] }) {
            ... on Quote { paymentOffers { method explanation } } } }`,
          ({ data }) => data?.quote.paymentOffers.find(({ method }: Json) => method === 'POINTS').explanation,
          { ja: /^ポイントだけでは全額に足りません/, en: /^Points do not cover everything/ },
        ],
        [
          'users',
          () => mutation('verifyEmail(input: { token: "used" })'),
          problem,
          { ja: /^このリンクは使用済みか/, en: /^The link is used/ },
        ],
        [
          'delivery',
          () => '{ deliveryZoneAt(latitude: 91, longitude: 139) { code } }',
          error,
          { ja: /^latitude：-90から90まで/, en: /^latitude must be from -90 to 90/ },
        ],
        [
          'products',
          () => mutation('createCategory(input: { slug: "菓子", nameJa: "菓子", nameEn: "" })'),
          problem,
          {
            ja: /slug：英小文字.*nameEn：1から100文字/,
            en: /slug must be 1 to 60 .*; nameEn must be 1 to 100/,
          },
          'staff',
        ],
        [
          'inventory',
          () =>
            mutation(`receiveStock(input: { idempotencyKey: "k", variantId: "${product.variantId}",
            locationId: "x", quantity: 0 })`),
          problem,
          { ja: /quantity：1から1,000,000まで/, en: /quantity must be from 1 to 1,000,000/ },
          'staff',
        ],
        [
          'notifications',
          () => mutation(`dismissMail(input: { mailId: "${UNKNOWN('mai')}" })`),
          problem,
          { ja: /^見つからないか/, en: /^There is no such thing/ },
          'staff',
        ],
        [
          'analytics',
          () => '{ dailySales(from: "2026-11-02", to: "2026-11-01") { grossYen } }',
          error,
          { ja: /^to：2026-11-02以降/, en: /^to must be 2026-11-02 or later/ },
          'staff',
        ],
      ])('from %s, by HTTP and on a socket', async (_, query, read, words, who) => {
        const token = (who === 'staff' ? staff : buyer).token!;
        for (const language of ['ja', 'en', 'ja'] as const)
          for (const asked of [askedByHttp, askedBySocket]) {
            const told = await asked(shop.graphqlUrl(), { query: query(), token, language });
            expect(read(told), JSON.stringify(told)).toMatch(words[language]);
          }
      });
    });

    describe('An order with', () => {
      it.each<[string, () => object, object]>([
        ['a negative quantity', () => line(-1), { __typename: 'InvalidInput', field: 'lines.0.quantity' }],
        ['no quantity', () => line(0), { __typename: 'InvalidInput', field: 'lines.0.quantity' }],
        [
          'a hundred of one thing',
          () => line(100),
          { __typename: 'InvalidInput', field: 'lines.0.quantity' },
        ],
        ['the same variant twice', () => twice(), { __typename: 'InvalidInput', field: 'lines.1.variantId' }],
        [
          'an unknown variant',
          () => unknownVariant(),
          { __typename: 'VariantNotSold', variantIds: [UNKNOWN('var')] },
        ],
        ['an unknown address', () => ({ addressId: UNKNOWN('adr') }), { __typename: 'AddressNotFound' }],
        [
          'an unknown slot',
          () => ({ deliverySlotId: UNKNOWN('slt') }),
          { __typename: 'SlotNotAvailable', reason: 'UNKNOWN' },
        ],
        ['negative points', () => ({ points: -1 }), { __typename: 'InvalidInput', field: 'points' }],
        ['no key', () => ({ idempotencyKey: '' }), { __typename: 'InvalidInput', field: 'idempotencyKey' }],
        ['an empty cart and no lines', () => ({ lines: undefined }), { __typename: 'CartEmpty' }],
        [
          'a total that is not today’s',
          () => ({ expectedTotalYen: 1 }),
          { __typename: 'PriceChanged', expectedTotalYen: 1, totalYen: 1_410 },
        ],
        [
          'a card token that nobody gave',
          () => ({ payment: { method: 'CARD', cardToken: 'tok_unknown' } }),
          { __typename: 'PaymentMethodRefused', code: 'INVALID_CARD_TOKEN' },
        ],
        [
          'points that do not cover it as its only payment',
          () => ({ payment: { method: 'POINTS' } }),
          { __typename: 'PaymentMethodRefused', code: 'AMOUNT_DUE' },
        ],
        [
          'more than there is',
          () => line(11),
          { __typename: 'InsufficientStock', shortages: [{ requested: 11, available: 10 }] },
        ],
      ])('%s is refused by an event of its own', async (_, change, answer) => {
        const result = await buyer.mutate('place-order', {
          ...input,
          idempotencyKey: randomUUID(),
          ...change(),
        });
        expect(result).toMatchObject(answer);
        expect(result.message).not.toBe('');
      });

      it('a slot that staff closed, or of another zone, is refused with the reason', async () => {
        const { id } = (await slotsOf(buyer)).at(-2);
        const closed = await staff.mutate('update-delivery-slot', { id, expectedVersion: 1, closed: true });
        expect(closed.__typename, closed.message).toBe('UpdateDeliverySlotSuccess');
        const toClosed = { ...input, idempotencyKey: randomUUID(), deliverySlotId: id };
        expect(await buyer.mutate('place-order', toClosed)).toMatchObject({
          __typename: 'SlotNotAvailable',
          reason: 'CLOSED',
        });
        const addressId = await addAddress(buyer, '1060032');
        const toOther = { ...input, idempotencyKey: randomUUID(), addressId };
        expect(await buyer.mutate('place-order', toOther)).toMatchObject({
          __typename: 'SlotNotAvailable',
          reason: 'OUTSIDE_ZONE',
        });
      });

      it('an address without a point is kept, not delivered to, and asked for its point', async () => {
        const ofBuilding = {
          postalCode: '1036190',
          prefecture: '東京都',
          municipality: '中央区',
          street: '1-4-1',
        };
        const recipient = { recipientName: '試験 花子', phone: '09012345678' };
        const { address } = await buyer.mutate('add-address', { ...recipient, ...ofBuilding });
        expect(address).toMatchObject({ point: null, deliveryZone: null });
        const toNowhere = { ...input, idempotencyKey: randomUUID(), addressId: address.id };
        expect(await buyer.mutate('place-order', toNowhere)).toMatchObject({
          __typename: 'AddressNotFound',
          addressProblem: 'POINT_NEEDED',
          message: expect.stringContaining('latitude and longitude'),
        });
        const point = { latitude: 35.6865, longitude: 139.7735 };
        const given = { id: address.id, expectedVersion: address.version, ...point };
        expect(await buyer.mutate('update-address', given)).toMatchObject({
          address: { ownPoint: true, point, deliveryZone: { code: 'NIHONBASHI' } },
        });
      });

      it('an address in Sapporo with a postal code of Nihonbashi gets no van of Nihonbashi', async () => {
        const recipient = { recipientName: '試験 花子', phone: '09012345678', street: '1-4-1' };
        const sapporo = {
          ...recipient,
          prefecture: '北海道',
          municipality: '札幌市',
          postalCode: '103-0022',
        };
        const refused = await buyer.mutate('add-address', sapporo);
        expect(refused).toMatchObject({ __typename: 'InvalidInput', field: 'prefecture' });
        expect(refused.fields.map(({ field }: { field: string }) => field)).toEqual([
          'prefecture',
          'municipality',
        ]);
      });

      const line = (quantity: number) => ({ lines: [{ variantId: product.variantId, quantity }] });
      const twice = () => ({ lines: [...line(1).lines, ...line(2).lines] });
      const unknownVariant = () => ({ lines: [{ variantId: UNKNOWN('var'), quantity: 1 }] });
    });

    describe('A request', () => {
      it('with a value of the wrong type says which', async () => {
        const lines = [{ variantId: product.variantId, quantity: 'two' }];
        const { status, errors } = await buyer.graphql(operation('place-order'), {
          input: { ...input, lines },
        });
        expect(status).toBe(200);
        expect(errors[0]!.extensions.code).toBe('BAD_USER_INPUT');
        expect(errors[0]!.message).toContain('lines[0].quantity');
      });

      it('with money that is not whole yen says where, and what is allowed', async () => {
        const { status, errors } = await buyer.graphql(operation('place-order'), {
          input: { ...input, expectedTotalYen: 1_410.5 },
        });
        expect(status).toBe(200);
        expect(errors[0]!.extensions.code).toBe('BAD_USER_INPUT');
        expect(errors[0]!.message).toMatch(/input\.expectedTotalYen.*a whole number from -\d+ to \d+/);
        const most = { ...input, idempotencyKey: randomUUID(), expectedTotalYen: Number.MAX_SAFE_INTEGER };
        expect(await buyer.mutate('place-order', most)).toMatchObject({ __typename: 'PriceChanged' });
      });

      it('with a date that does not exist is refused as the mistake that it is', async () => {
        const days = 'dailySales(from: "2026-02-30", to: "2026-03-01") { grossYen }';
        const { status, errors } = await staff.graphql(`{ ${days} }`, {});
        expect([status, errors[0]!.extensions.code]).toEqual([200, 'GRAPHQL_VALIDATION_FAILED']);
      });

      it('without a value that is needed says which', async () => {
        const { status, errors } = await buyer.graphql(operation('order-page'), {});
        expect(status).toBe(200);
        expect(errors[0]!.extensions.code).toBe('BAD_USER_INPUT');
        expect(errors[0]!.message).toContain('$id');
      });

      it('for an unknown id finds nothing', async () => {
        expect((await buyer.run('order-page', { id: UNKNOWN('ord') })).order).toBeNull();
        expect((await buyer.run('product-page', { id: 'nonsense' })).product).toBeNull();
      });

      it('for a page of more than a hundred says what is allowed', async () => {
        for (const first of [0, -1, 101]) {
          const { errors } = await buyer.graphql(operation('list-products'), { first });
          expect(errors[0]!.extensions).toMatchObject({ code: 'BAD_USER_INPUT', field: 'first' });
        }
      });

      it('from version -1 on is refused', async () => {
        const following = buyer.follow('track-order', { orderId: UNKNOWN('ord'), since: -1 });
        await following.ended();
        expect(following.failure()[0].extensions.code).toBe('BAD_USER_INPUT');
        await following.stop();
      });

      it('for a field that does not exist is refused before anything runs', async () => {
        const { status, errors } = await buyer.graphql('{ me { password } }');
        expect(status).toBe(200);
        expect(errors[0]!.extensions.code).toBe('GRAPHQL_VALIDATION_FAILED');
      });

      it('that is no GraphQL is refused', async () => {
        const { status, errors } = await buyer.graphql('{ me {');
        expect(status).toBe(200);
        expect(errors[0]!.extensions.code).toBe('GRAPHQL_PARSE_FAILED');
      });

      it('of fifty levels is refused by its depth', async () => {
        const query = `{ categories ${'{ children '.repeat(50)}{ id }${'}'.repeat(50)} }`;
        const { status, errors } = await buyer.graphql(query);
        expect(status).toBe(400);
        expect(errors[0]!.extensions).toMatchObject({ code: 'QUERY_TOO_DEEP', limit: 12 });
      });

      it('with a thousand aliases is refused', async () => {
        const query = `{ ${Array.from({ length: 40 }, (_, i) => `a${i}: categories { id }`).join(' ')} }`;
        const { status, errors } = await buyer.graphql(query);
        expect(status).toBe(400);
        expect(errors.map(({ extensions }) => extensions.code)).toContain('TOO_MANY_ALIASES');
      });

      it('with a string of a megabyte is refused by its size', async () => {
        const { status, errors } = await buyer.graphql(operation('search-products'), {
          query: 'あ'.repeat(350_000),
        });
        expect(status).toBe(413);
        expect(errors[0]!.extensions.code).toBe('PAYLOAD_TOO_LARGE');
      });

      it('with a text beyond a field’s limit names the field', async () => {
        const long = await buyer.graphql(operation('search-products'), { query: 'あ'.repeat(101) });
        expect(long.errors[0]!.extensions).toMatchObject({ code: 'BAD_USER_INPUT', field: 'query' });
        expect(
          await buyer.mutate('update-profile', { expectedVersion: 1, name: 'あ'.repeat(101) }),
        ).toMatchObject({
          __typename: 'InvalidInput',
          field: 'name',
        });
      });

      it('of somebody who is not logged in is asked to log in', async () => {
        const { status, errors } = await shop.client().graphql(operation('cart'));
        expect(status).toBe(401);
        expect(errors[0]!.extensions.code).toBe('UNAUTHENTICATED');
        expect((await shop.client().run('my-account')).me).toBeNull();
      });

      it('with a token that nobody signed is refused, also for what is public', async () => {
        const { status, errors } = await shop.client('not.a.token').graphql('{ categories { id } }');
        expect(status).toBe(401);
        expect(errors[0]!.extensions.code).toBe('UNAUTHENTICATED');
      });

      it('with a token whose session was ended is refused', async () => {
        const other = await newBuyer(shop);
        await other.run('logout');
        expect(await codeWhenRefused(other)).toBe('UNAUTHENTICATED');
      });

      it('with a token that is too old is told so, and a refresh goes on once', async () => {
        const registered = await shop.client().mutate('register', {
          email: 'old-token@example.jp',
          password: 'a-password-of-tests',
          name: '古井 鍵',
        });
        const { accessToken, refreshToken } = registered.session;
        await shop.advance(61 * 60_000);
        const { status, errors } = await shop.client(accessToken).graphql(operation('cart'));
        expect(status).toBe(401);
        expect(errors[0]!.extensions.code).toBe('TOKEN_EXPIRED');
        const refreshed = await shop.client().mutate('refresh-session', { refreshToken });
        expect(refreshed.__typename).toBe('RefreshSessionSuccess');
        await shop.advance(11_000);
        const again = await shop.client().mutate('refresh-session', { refreshToken });
        expect(again.__typename).toBe('SessionEnded');
        expect(await codeWhenRefused(shop.client(refreshed.session.accessToken))).toBe('UNAUTHENTICATED');
      });
    });

    /** The router hears of the end of a session beside the answer, from the one that ended it. */
    async function codeWhenRefused(client: ShopClient): Promise<unknown> {
      await expect.poll(async () => (await client.graphql(operation('cart'))).status).toBe(401);
      const { errors } = await client.graphql(operation('cart'));
      return errors[0]!.extensions.code;
    }
  });
}
