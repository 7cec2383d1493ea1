import { idleMinute, watchedClock } from '@depachika/background/testing/idle-minute.ts';
import type { Clock } from '@depachika/clock/clock.ts';
import type { Database } from '@depachika/database/database.ts';
import type { ServiceDependencies } from '@depachika/domain/subgraph.ts';
import { noCrashPoints } from '@depachika/fault-injection/crash-points.ts';
import { anonymous } from '@depachika/identity/caller.ts';
import { inProcessPubSub } from '@depachika/pubsub/in-process-pubsub.ts';
import { type TestDatabase, testDatabase } from '@depachika/testing/database.ts';
import pino from 'pino';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { paymentsConfig } from './config.ts';
import { paymentsSubgraph } from './payments.ts';
import { openPaymentsShop } from './testing/test-payments.ts';

let database: TestDatabase;

beforeAll(async () => {
  database = await testDatabase({ domains: ['payments'] });
});
afterAll(() => database.close());

function running(on: Database, clock: Clock) {
  const logger = pino({ level: 'silent' });
  const deps = {
    database: on,
    clock,
    pubSub: inProcessPubSub({ logger }),
    crashPoints: noCrashPoints,
    logger,
    identity: { verify: async () => anonymous },
    config: paymentsConfig({}),
  };
  return paymentsSubgraph(deps as unknown as ServiceDependencies & typeof deps);
}

it('carries out by itself what is due, what was left by others and what comes anew', async () => {
  const shop = openPaymentsShop(database.database('payments'));
  const left = await shop.prepare('CARD');
  await shop.deliver('OrderPlaced', left.placed);
  const process = running(shop.database, shop.clock);
  await process.start();
  await process.ready();
  try {
    await expect.poll(() => shop.payment(left)).toMatchObject({ status: 'AUTHORIZED' });
    const late = await shop.prepare('CARD', { card: '4000000000000259' });
    const placed = process.consumers[0]!.handlers['depachika.orders.OrderPlaced.v1']!;
    await shop.database.transaction({ name: 'test.consume' }, (tx) =>
      placed(tx, { event: { data: late.placed } } as never),
    );
    await expect.poll(() => chargeOf(shop.database, late.paymentId)).toBe('PENDING');
    shop.clock.advance(6_000);
    await expect
      .poll(async () => {
        shop.clock.advance(5_000);
        return shop.payment(late);
      })
      .toMatchObject({ status: 'AUTHORIZED' });
  } finally {
    await process.close();
  }
  expect(await shop.audit()).toEqual([]);
});

it('asks the database at most 40 times a minute while nothing happens', async () => {
  const on = database.database('payments');
  const clock = watchedClock();
  const process = running(on, clock);
  await process.start();
  try {
    // Calls to the provider, what is due, and by the hour what is erased.
    expect(await idleMinute(clock, on, 3)).toBeLessThanOrEqual(40);
  } finally {
    await process.close();
  }
});

async function chargeOf(on: Database, paymentId: string): Promise<string | undefined> {
  const [charge] = await on.query<{ status: string }>(
    'SELECT status FROM payments.sandbox_charges WHERE idempotency_key = $1',
    [`${paymentId}/AUTHORIZE`],
  );
  return charge?.status;
}
