import { demoPeople } from '@depachika/demo/people.ts';
import { demoZoneOf } from '@depachika/demo/zones.ts';
import { DEMO_PASSWORD } from '@depachika/schema/demo-accounts.ts';
import pg from 'pg';
import { type BenchClient, benchClient, inParallel } from './client.ts';
import type { ShopProcess } from './shop-process.ts';
import { type BenchRow, median } from './table.ts';

const BUYERS = 24;
const SECONDS = 10;
const ROUNDS = 3;

export interface Buyer {
  readonly email: string;
  readonly ask: BenchClient;
  readonly addressId: string;
  readonly slots: readonly string[];
  readonly paymentMethodId: string;
}

/** Whole orders by card: from the client's request to CONFIRMED in the order's own history. */
export async function benchOrders(
  shop: ShopProcess,
  buyers: readonly Buyer[],
  variants: readonly string[],
): Promise<BenchRow[]> {
  const pick = () => variants[Math.floor(Math.random() * variants.length)]!;
  const rounds: OrderRound[] = [];
  for (let round = 0; round <= ROUNDS; round += 1) rounds.push(await orderRound(shop, buyers, pick));
  const measured = rounds.slice(1);
  const perSecond = median(measured.map((each) => each.perSecond));
  return [
    {
      name: `Orders by card, from request to CONFIRMED, ${BUYERS} buyers at once`,
      value: perSecond,
      unit: 'orders/s',
      comparedTo: 'Vendure 3.7: 3–6',
      ratio: perSecond / 6,
    },
    {
      name: 'From request to CONFIRMED, median',
      value: median(measured.map((each) => each.p50Ms)),
      unit: 'ms',
    },
    {
      name: 'From request to CONFIRMED, 99th percentile',
      value: median(measured.map((each) => each.p99Ms)),
      unit: 'ms',
    },
    { name: 'Server CPU per order', value: median(measured.map((each) => each.cpuMs)), unit: 'ms' },
  ];
}

interface OrderRound {
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly cpuMs: number;
}

async function orderRound(
  shop: ShopProcess,
  buyers: readonly Buyer[],
  pick: () => string,
): Promise<OrderRound> {
  const cpuBefore = await shop.cpuSeconds();
  const began = performance.now();
  const placed = new Map<string, number>();
  const refused = new Map<string, number>();
  await inParallel(buyers.length, began + SECONDS * 1000, async (index) => {
    const askedAt = Date.now();
    const outcome = await placeOne(buyers[index]!, pick());
    if (outcome.orderId) placed.set(outcome.orderId, askedAt);
    else refused.set(outcome.refusal, (refused.get(outcome.refusal) ?? 0) + 1);
  });
  const durations = await confirmations(shop, placed);
  const seconds = (performance.now() - began) / 1000;
  if (placed.size === 0) throw new Error(`No order was placed: ${JSON.stringify([...refused])}`);
  durations.sort((a, b) => a - b);
  return {
    perSecond: durations.length / seconds,
    p50Ms: durations[Math.floor(durations.length * 0.5)]!,
    p99Ms: durations[Math.floor(durations.length * 0.99)]!,
    cpuMs: ((await shop.cpuSeconds()) - cpuBefore) * (1000 / durations.length),
  };
}

/** One piece at a random time of the week, by the buyer's card. */
export async function placeOne(
  buyer: Buyer,
  variantId: string,
): Promise<{ readonly orderId?: string; readonly refusal: string }> {
  const { placeOrder } = await buyer.ask<{ placeOrder: { __typename: string; order?: { id: string } } }>(
    PLACE,
    {
      input: {
        idempotencyKey: crypto.randomUUID(),
        lines: [{ variantId, quantity: 1 }],
        addressId: buyer.addressId,
        deliverySlotId: buyer.slots[Math.floor(Math.random() * buyer.slots.length)],
        payment: { method: 'CARD', paymentMethodId: buyer.paymentMethodId },
      },
    },
  );
  return { orderId: placeOrder.order?.id, refusal: placeOrder.__typename };
}

/** Waits until every order is CONFIRMED; milliseconds that each took from its request, by one machine's clock. */
async function confirmations(shop: ShopProcess, placed: ReadonlyMap<string, number>): Promise<number[]> {
  if (!shop.databaseUrl) throw new Error('Orders are measured on a real PostgreSQL: set DATABASE_URL');
  const client = new pg.Client(shop.databaseUrl);
  await client.connect();
  try {
    for (;;) {
      const { rows } = await client.query<{ order_id: string; at: number }>(
        `SELECT order_id, (extract(epoch FROM min(occurred_at)) * 1000)::float8 AS at FROM orders.order_history
         WHERE order_id = ANY($1::text[]) AND to_status = 'CONFIRMED' GROUP BY order_id`,
        [[...placed.keys()]],
      );
      if (rows.length === placed.size) return rows.map(({ order_id, at }) => at - placed.get(order_id)!);
      await client.query('SELECT pg_sleep(0.1)');
    }
  } finally {
    await client.end();
  }
}

/** Demo customers with an address in a zone, its open slots, and a card. */
export async function enter(shop: ShopProcess, count = BUYERS): Promise<Buyer[]> {
  const people = demoPeople.filter(
    (person) => person.role === 'CUSTOMER' && person.addresses[0] && demoZoneOf(person.addresses[0].point),
  );
  const buyers: Buyer[] = [];
  for (const person of people.slice(0, count)) {
    const ask = await askAs(shop, person.email);
    const addressId = person.addresses[0]!.id;
    const { me } = await ask<{ me: { address: { deliverySlots: { id: string }[] } } }>(SLOTS, {
      id: addressId,
    });
    const { tokenizeCard } = await ask<{ tokenizeCard: { cardToken: string } }>(CARD);
    const { savePaymentMethod } = await ask<{ savePaymentMethod: { paymentMethod: { id: string } } }>(
      SAVE_CARD,
      {
        input: { cardToken: tokenizeCard.cardToken },
      },
    );
    buyers.push({
      email: person.email,
      ask,
      addressId,
      slots: me.address.deliverySlots.map((slot) => slot.id),
      paymentMethodId: savePaymentMethod.paymentMethod.id,
    });
  }
  return buyers;
}

/** One of the demo accounts. */
export async function askAs(shop: ShopProcess, email: string): Promise<BenchClient> {
  const { login } = await benchClient(shop.url)<{ login: { session: { accessToken: string } } }>(LOGIN, {
    input: { email, password: DEMO_PASSWORD },
  });
  return benchClient(shop.url, login.session.accessToken);
}

/** Variants with enough stock for the whole run. */
export async function sellable(ask: BenchClient): Promise<string[]> {
  const ids: string[] = [];
  let after: string | null = null;
  while (ids.length < 1000) {
    const { products }: { products: Page } = await ask<{ products: Page }>(VARIANTS, { after });
    for (const product of products.nodes) {
      for (const variant of product.variants) if (variant.stock.available >= 10) ids.push(variant.id);
    }
    if (!products.pageInfo.hasNextPage) break;
    after = products.pageInfo.endCursor;
  }
  return ids;
}

interface Page {
  readonly nodes: readonly {
    readonly variants: readonly { readonly id: string; readonly stock: { readonly available: number } }[];
  }[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}

const LOGIN = `mutation Login($input: LoginInput!) { login(input: $input) { ... on LoginSuccess { session { accessToken } } } }`;
const SLOTS = `query Slots($id: ID!) { me { address(id: $id) { deliverySlots { id } } } }`;
const CARD = `mutation Card { tokenizeCard(input: { number: "4242424242424242", expiryMonth: 12, expiryYear: 2030, securityCode: "123" }) { ... on TokenizeCardSuccess { cardToken } } }`;
const SAVE_CARD = `mutation SaveCard($input: SavePaymentMethodInput!) { savePaymentMethod(input: $input) { ... on SavePaymentMethodSuccess { paymentMethod { id } } } }`;
const VARIANTS = `query Variants($after: String) { products(first: 100, after: $after) { nodes { variants { id stock { available } } } pageInfo { hasNextPage endCursor } } }`;
export const PLACE = `mutation Place($input: PlaceOrderInput!) { placeOrder(input: $input) { __typename ... on PlaceOrderSuccess { order { id status } } ... on Problem { message } } }`;
