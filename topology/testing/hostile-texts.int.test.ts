import { type DescMessage, ScalarType } from '@bufbuild/protobuf';
import { serviceCaller } from '@depachika/identity/caller.ts';
import { newId } from '@depachika/ids/ids.ts';
import type { RpcError } from '@depachika/rpc/rpc.ts';
import { RPC_CALLERS } from '@depachika/schema/rpc-callers.ts';
import { DOMAIN_SERVICES, type DomainName } from '@depachika/schema/services.ts';
import { type TestDatabase, testDatabase } from '@depachika/testing/database.ts';
import type { ExecutionResult } from 'graphql';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { type DrivenShop, openDrivenShop, SHOP_SCHEMAS } from './driven-shop.ts';
import { type Attempt, attemptsWith, type Plausible } from './hostile-texts.ts';
import { newCustomer } from './lives/customers.ts';
import { type ShopStock, stockShop } from './lives/shop-stock.ts';

let test: TestDatabase;
let shop: DrivenShop;
let stock: ShopStock;
let plausible: Plausible;
let token: string;

beforeAll(async () => {
  test = await testDatabase({ domains: SHOP_SCHEMAS });
  shop = await openDrivenShop(test, new Date('2026-11-22T03:00:00Z'));
  stock = await stockShop(shop);
  const customer = await newCustomer(shop);
  token = `ADMIN ${customer.userId}`;
  plausible = await plausibleValues(customer);
});

afterAll(async () => {
  await shop.close();
  await test.close();
});

const KINDS = [
  ['marks that stand in the wrong order, as many as a body may hold', marks(48_000)],
  ['such marks, as many as pass the router', marks(5_000)],
  ['a letter with too many such marks', `a${marks(1_000)}`],
  ['marks of half-width kana', `カ${'ﾞ'.repeat(5_000)}${'\u0301'.repeat(5_000)}`],
  ['spaces', ' '.repeat(96_000)],
  ['letters that grow', 'ﷺ'.repeat(96_000)],
  ['half characters', '\ud83d'.repeat(1_000)],
  ['NUL', 'a\0b'],
] as const;

function marks(each: number): string {
  return '\u0301'.repeat(each) + '\u0323'.repeat(each);
}

describe.each(KINDS)('%s', (_, text) => {
  const normalize = vi.spyOn(String.prototype, 'normalize');
  beforeEach(() => void normalize.mockClear());

  it.each(DOMAIN_SERVICES.map(({ name }) => name))(
    'in any argument of %s are refused, or are a value',
    async (domain) => {
      const attempts = attemptsWith(text, shop.domains[domain].schema, plausible);
      const wrong: string[] = [];
      for (const attempt of attempts) {
        const kept = KEPT_AS_A_NAME.includes(attempt.place) ? '' : text;
        const complaint = complaintAbout(await answerTo(domain, attempt), kept);
        if (complaint) wrong.push(`${attempt.place}: ${complaint}`);
      }
      expect(wrong).toEqual([]);
      expect(hardest(normalize)).toBeLessThan(MOST_ORDERING_WORK);
    },
  );

  it('in any field of a call between domains is refused, or is a value', async () => {
    const wrong: string[] = [];
    for (const { service, method, caller } of calls()) {
      const client = shop.rpc.connector(serviceCaller(caller)).client(service) as unknown as Client;
      for (const request of messagesWith(text, method.input)) {
        const failure = await client[method.localName]!(request).then(
          () => undefined,
          (error: RpcError) => error,
        );
        if (failure && !REFUSALS.includes(failure.code))
          wrong.push(`${method.localName} ${JSON.stringify(request).slice(0, 100)}: ${failure.message}`);
      }
    }
    expect(wrong).toEqual([]);
    expect(hardest(normalize)).toBeLessThan(MOST_ORDERING_WORK);
  });

  it.each(['id', 'type', 'paymentCode', 'paidAt'])(
    'as %s of what the provider tells is refused',
    async (field) => {
      const paidAt = shop.clock.now().toISOString();
      const notification = {
        id: 'evt_1',
        type: 'konbini.paid',
        paymentCode: '1234',
        amountYen: 1_000,
        paidAt,
      };
      expect(await shop.tell({ ...notification, [field]: text })).toBe(400);
      expect(normalize).not.toHaveBeenCalled();
    },
  );
});

type Client = Readonly<Record<string, (request: object) => Promise<object>>>;

/** Every method that somebody may call, with one who may. */
function calls() {
  return DOMAIN_SERVICES.flatMap(({ name }) => shop.domains[name].rpc).flatMap(({ service }) =>
    service.methods.map((method) => ({
      service,
      method,
      caller: RPC_CALLERS[`${service.typeName}/${method.name}`]![0]!,
    })),
  );
}

/** One message for each of its texts, that of the messages in it too; everything else is as it was left out. */
function messagesWith(text: string, message: DescMessage): object[] {
  return message.fields.flatMap((field): object[] => {
    if (field.fieldKind === 'scalar')
      return field.scalar === ScalarType.STRING ? [{ [field.localName]: text }] : [];
    if (field.fieldKind === 'list' && field.listKind === 'scalar') return [{ [field.localName]: [text] }];
    if (!('message' in field) || !field.message) return [];
    return messagesWith(text, field.message).map((inner) => ({
      [field.localName]: field.fieldKind === 'list' ? [inner] : inner,
    }));
  });
}

/** Of these texts nothing is kept but a name of the shop's own that they suggest: they are as good as none. */
const KEPT_AS_A_NAME = ['mutation startGuestSession input.userAgent'];

const REFUSALS = ['INVALID_ARGUMENT', 'NOT_FOUND', 'FAILED_PRECONDITION'];

const NOT_A_FAULT = ['BAD_USER_INPUT', 'NOT_FOUND', 'FORBIDDEN'];

/** Nothing is changed with such a text, unless it is as good as none; who asks for something by it finds nothing. */
function complaintAbout({ errors = [], data }: ExecutionResult, text: string): string | undefined {
  const fault = errors.find(({ extensions }) => !NOT_A_FAULT.includes(String(extensions.code)));
  if (fault) return `${fault.extensions.code} ${fault.message.slice(0, 100)}`;
  if (text.trim() === '') return undefined;
  const outcomes = Object.values(data ?? {}) as ({ readonly __typename?: string } | null)[];
  return outcomes.find((outcome) => outcome?.__typename?.endsWith('Success'))?.__typename;
}

async function answerTo(domain: DomainName, { query, variables }: Attempt): Promise<ExecutionResult> {
  const { execute, subscribe } = shop.domains[domain];
  if (!query.startsWith('subscription')) return execute({ query, variables }, token);
  const answer = await subscribe({ query, variables }, token);
  if (!('next' in answer)) return answer;
  const first = await answer.next();
  await answer.return();
  return first.value ?? {};
}

function hardest(normalize: { readonly mock: { readonly contexts: readonly unknown[] } }): number {
  return Math.max(0, ...normalize.mock.contexts.map(orderingWork));
}

/** Marks behind one letter are put in order with the square of their number. */
function orderingWork(text: unknown): number {
  const runs = String(text).match(/[\p{M}\uff9e\uff9f]+/gu) ?? [];
  return runs.reduce((work, { length }) => work + length ** 2, String(text).length);
}

/** A password at login: it is hashed as it is, marks and all. */
const MOST_ORDERING_WORK = 200_000;

async function plausibleValues({
  userId,
  addressId,
}: {
  readonly userId: string;
  readonly addressId: string;
}) {
  const variantId = stock.articles[0]!.variantId;
  const one = async (domain: DomainName, sql: string) =>
    (await shop.database(domain).query<{ id: string }>(sql))[0]!.id;
  const productId = await one(
    'products',
    `SELECT product_id AS id FROM catalog.product_variants WHERE id = '${variantId}'`,
  );
  const slotId = await one('delivery', 'SELECT id FROM delivery.slots ORDER BY starts_at DESC LIMIT 1');
  return {
    first: 20,
    after: null,
    userId,
    addressId,
    variantId,
    productId,
    deliverySlotId: slotId,
    locationId: stock.locationId,
    categoryId: await one('products', 'SELECT id FROM catalog.categories LIMIT 1'),
    email: 'hanako@example.jp',
    password: 'correct horse',
    phone: '0312345678',
    postalCode: '1030027',
    prefecture: null,
    municipality: null,
    idempotencyKey: newId('req'),
    number: '4242424242424242',
    expiryMonth: 12,
    expiryYear: 2028,
    securityCode: '123',
    bankCode: '0001',
    branchCode: '001',
    accountNumber: '1234567',
    holderKana: 'シミズ ハナコ',
    since: 0,
    latitude: 35.68,
    longitude: 139.772,
    Product: productId,
    ProductVariant: variantId,
    User: userId,
    Address: addressId,
    DeliverySlot: slotId,
  };
}
