import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import { adjustableClock } from '@depachika/clock/clock.ts';
import type { Database } from '@depachika/database/database.ts';
import type { StoredEvent } from '@depachika/events/event-log.ts';
import { eventSchemas } from '@depachika/events/event-schemas.ts';
import { type CrashPoints, noCrashPoints } from '@depachika/fault-injection/crash-points.ts';
import type { GraphQLRequest } from '@depachika/graphql/executable-subgraph.ts';
import { anonymous, type Caller, type Role, SCOPES, serviceCaller } from '@depachika/identity/caller.ts';
import { newId } from '@depachika/ids/ids.ts';
import { inProcessPubSub } from '@depachika/pubsub/in-process-pubsub.ts';
import { directRpc } from '@depachika/rpc/direct-rpc.ts';
import {
  KonbiniChain,
  Method,
  PaymentService,
} from '@depachika/schema/generated/proto/depachika/payments/v1/payments_pb.ts';
import pino from 'pino';
import { auditMoney } from '../audit/audit.ts';
import { runDueJobs } from '../background-jobs.ts';
import { capturePayment } from '../capture/capture-payment.ts';
import { takeChallenge } from '../challenge/take-challenge.ts';
import { paymentsConfig } from '../config.ts';
import type { PaymentMethodKind } from '../payment/payment.ts';
import type { PaymentsDependencies, PaymentsServices } from '../payment/services.ts';
import { paymentsServices, paymentsSubgraph } from '../payments.ts';
import { grantPoints } from '../points/points-awards.ts';
import { carryOutTasks } from '../provider/carry-out-tasks.ts';
import type { SandboxProvider } from '../provider/sandbox.ts';
import { SIGNATURE_HEADER, signWebhook } from '../provider/webhook-signature.ts';
import { type OrderOfTest, orderEvents } from './order-events.ts';
import { testBooks } from './test-books.ts';

/** Noon in Japan. */
export const OPENING = new Date('2026-11-22T03:00:00Z');
export const HOUR_MS = 3_600_000;
export const SECRET = 'a-secret-that-is-long-enough-for-tests';
/** Taken too, as while the provider changes its secret. */
export const OTHER_SECRET = 'another-secret-that-is-as-long-as-it-must';
export const VISA = '4242424242424242';

const silent = pino({ level: 'silent' });

export type PaymentsShop = ReturnType<typeof openPaymentsShop>;

/** The payments domain on a real database with time in hand: nothing runs by itself, `work` and `poll` carry it on. */
export function openPaymentsShop(database: Database, frozenAt = OPENING, settings: NodeJS.ProcessEnv = {}) {
  const world = testWorld(database, frozenAt, settings);
  const { clock, subgraph, rpc, services } = world;
  const client = testClient(world);
  const points = testPoints(world);
  const books = testBooks(database);
  return {
    database,
    clock,
    subgraph,
    rpc,
    orders: world.orders,
    store: services.store,
    provider: services.provider,
    ...books,
    ...client,
    ...points,
    ...testOrders({ ...world, ...client, ...points }),
    ...testRegister(world, books),
    work: (options?: WorkOptions) => work(services, options),
    /** The holder succeeds, in a process with these crash points. */
    answerChallenge: (path: string, crashPoints: CrashPoints) =>
      takeChallenge(
        { ...services, crashPoints },
        { method: 'POST', path, headers: {}, body: Buffer.from('answer=succeed') },
      ),
    poll: () => poll(services),
    deliver: (name: string, data: Record<string, unknown>) => deliver(world, name, data),
    audit: async () => (await auditMoney(database)).differences,
  };
}

type TestWorld = ReturnType<typeof testWorld>;

/** Tests share a few cards, and fail with them. */
const NO_LIMITS = { CARD_FAILURES_PER_CARD: '1000000' };

function testWorld(database: Database, frozenAt: Date, settings: NodeJS.ProcessEnv) {
  const clock = adjustableClock({ frozenAt });
  const pubSub = inProcessPubSub({ logger: silent });
  const callers = new Map<string, Caller>([['anonymous', anonymous]]);
  const deps = {
    database,
    clock,
    pubSub,
    crashPoints: noCrashPoints,
    logger: silent,
    identity: { verify: async (token: string) => callers.get(token) ?? anonymous },
    config: paymentsConfig({
      PAYMENT_WEBHOOK_SECRET: SECRET,
      PAYMENT_WEBHOOK_OTHER_SECRET: OTHER_SECRET,
      ...NO_LIMITS,
      ...settings,
    }),
  } as unknown as PaymentsDependencies;
  const subgraph = paymentsSubgraph(deps);
  const services = paymentsServices(deps, () => undefined);
  const rpc = directRpc();
  rpc.serve(subgraph.rpc, silent);
  const orders = rpc.connector(serviceCaller('orders')).client(PaymentService);
  return { database, clock, callers, subgraph, services, rpc, orders, schemas: eventSchemas() };
}

interface WorkOptions {
  readonly crashPoints?: CrashPoints;
  readonly provider?: SandboxProvider;
}

/** Carries out every task that is due, as a process with these crash points and this provider. */
async function work(services: PaymentsServices, options: WorkOptions = {}): Promise<void> {
  while ((await carryOutTasks({ ...services, ...options })) !== 'idle');
}

async function poll(services: PaymentsServices): Promise<void> {
  while ((await runDueJobs(services)) !== 'idle');
}

/** Hands an event to the domain's consumer in a transaction, as the bus does; refuses what its schema refuses. */
async function deliver(
  { database, subgraph, schemas }: TestWorld,
  name: string,
  data: Record<string, unknown>,
): Promise<void> {
  const type = `depachika.${name === 'UserRegistered' ? 'users' : 'orders'}.${name}.v1`;
  schemas.checkData(type, data);
  const handler = subgraph.consumers[0]?.handlers[type];
  if (!handler) throw new Error(`No handler of ${type}`);
  await database.transaction({ name: 'test.consume' }, (tx) =>
    handler(tx, { event: { id: newId('evt'), type, data } } as unknown as StoredEvent),
  );
}

function testClient({ callers, subgraph }: TestWorld) {
  return { signIn, callAs, ask, tokenOf };

  /** @returns the token of a caller of any kind */
  function callAs(caller: Caller): string {
    const token = newId('ses');
    callers.set(token, caller);
    return token;
  }

  /** @param network they call from; default: nobody knows */
  async function signIn(userId: string, role: Role, network?: string): Promise<string> {
    callers.set(`${role} ${userId}`, {
      kind: 'user',
      userId,
      sessionId: newId('ses'),
      roles: [role],
      scopes: SCOPES[role],
      ...(network ? { network } : {}),
    });
    return `${role} ${userId}`;
  }

  async function ask(token: string, query: string, variables?: GraphQLRequest['variables']) {
    return (await subgraph.execute({ query, variables }, token)) as {
      // biome-ignore lint/suspicious/noExplicitAny: tests read what they asked for
      data: any;
      errors?: readonly { extensions: { code?: unknown } }[];
    };
  }

  async function tokenOf(number: string, customerId: string, network?: string): Promise<string> {
    const token = await signIn(customerId, 'CUSTOMER', network);
    const { data } = await ask(token, TOKENIZE, {
      input: { number, expiryMonth: 12, expiryYear: 2030, securityCode: '123' },
    });
    return data.tokenizeCard.cardToken;
  }
}

const TOKENIZE = `mutation ($input: TokenizeCardInput!) { tokenizeCard(input: $input) { __typename
  ... on TokenizeCardSuccess { cardToken label } ... on InvalidInput { field } } }`;

function testPoints({ database, clock, orders, services }: TestWorld) {
  return { grant, hold, balance };

  async function grant(customerId: string, points: number): Promise<void> {
    await database.transaction({ name: 'test.grant' }, (tx) =>
      grantPoints(tx, customerId, points, clock.now()),
    );
  }

  /** For 80 hours. */
  async function hold(key: string, customerId: string, points: number, orderId = key) {
    const expiresAt = timestampFromDate(new Date(clock.now().getTime() + 80 * HOUR_MS));
    const { result } = await orders.holdPoints({ key, orderId, customerId, points, expiresAt });
    return result.case;
  }

  async function balance(customerId: string) {
    const balances = await services.points.balances([customerId]);
    return balances.get(customerId) ?? { spendable: 0, held: 0, pending: 0 };
  }
}

type OrderWorld = TestWorld & ReturnType<typeof testClient> & ReturnType<typeof testPoints>;

interface OrderWishes {
  readonly amountYen?: number;
  readonly points?: number;
  readonly card?: string;
  readonly customerId?: string;
  readonly orderId?: string;
  /** Default: the first. */
  readonly attempt?: number;
  /** A card that the customer keeps, instead of `card`. */
  readonly paymentMethodId?: string;
}

function testOrders(world: OrderWorld) {
  const { clock, orders, services, hold, tokenOf } = world;

  return { prepare, place, retry, capture };

  /** What orders does before it writes the order: holds points, prepares the payment. */
  async function prepare(method: PaymentMethodKind, wishes: OrderWishes = {}) {
    const { points = 0, customerId = newId('usr'), orderId = newId('ord'), attempt = 1 } = wishes;
    const { amountYen = method === 'POINTS' ? 0 : 3_000 } = wishes;
    if (points > 0 && (await hold(orderId, customerId, points)) !== 'held')
      throw new Error('The points were not held');
    const { result } = await orders.preparePayment({
      orderId,
      attempt,
      customerId,
      amountYen,
      points,
      method: Method[method],
      cutOffAt: inHours(72),
      ...(method === 'CARD' ? await cardOf(customerId, wishes) : {}),
      ...(method === 'KONBINI' ? { konbiniChain: KonbiniChain.LAWSON, deadlineAt: inHours(24) } : {}),
    });
    if (result.case !== 'prepared') throw new Error(`Not prepared: ${JSON.stringify(result.value)}`);
    const { paymentId } = result.value;
    const order: OrderOfTest = { orderId, customerId, method, amountYen, points, paymentId, attempt };
    return { ...order, ...orderEvents(order, clock.now()) };
  }

  async function cardOf(customerId: string, { paymentMethodId, card = VISA }: OrderWishes) {
    return paymentMethodId ? { paymentMethodId } : { cardToken: await tokenOf(card, customerId) };
  }

  function inHours(hours: number) {
    return timestampFromDate(new Date(clock.now().getTime() + hours * HOUR_MS));
  }

  /** Prepared, placed, and whatever the provider has to do at once is done. */
  async function place(...args: Parameters<typeof prepare>) {
    const order = await prepare(...args);
    await deliver(world, 'OrderPlaced', order.placed);
    await work(services);
    return order;
  }

  /** Another attempt to pay an order, begun, and whatever the provider has to do at once is done. */
  async function retry(before: OrderOfTest, method: PaymentMethodKind, wishes: OrderWishes = {}) {
    const { orderId, customerId, amountYen } = before;
    const attempt = before.attempt + 1;
    const order = await prepare(method, { orderId, customerId, amountYen, attempt, ...wishes });
    await deliver(world, 'PaymentRetried', order.retried);
    await work(services);
    return order;
  }

  /** What delivery asks before the goods leave, of a process with these crash points and this provider. */
  async function capture(
    { orderId }: { readonly orderId: string },
    options: WorkOptions = {},
  ): Promise<string> {
    const outcome = await capturePayment({ ...services, ...options }, orderId);
    return outcome.kind === 'notCertain' ? outcome.code : outcome.kind;
  }
}

function testRegister({ clock, subgraph }: TestWorld, books: ReturnType<typeof testBooks>) {
  return { pay, tell };

  /** The register tells of a payment. */
  async function pay(order: { readonly paymentId: string }, changes: Record<string, unknown> = {}) {
    const issued = await books.slip(order);
    return tell({
      id: newId('evt'),
      type: 'konbini.paid',
      paymentCode: issued?.payment_code ?? 'none',
      amountYen: issued?.amount_yen ?? 1,
      paidAt: clock.now().toISOString(),
      ...changes,
    });
  }

  function tell(notification: unknown, headers?: Record<string, string>) {
    const body = Buffer.from(typeof notification === 'string' ? notification : JSON.stringify(notification));
    return subgraph.webhook({
      body,
      headers: headers ?? { [SIGNATURE_HEADER]: signWebhook(body, SECRET, clock.now()) },
    });
  }
}
