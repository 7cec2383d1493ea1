import { attemptsContract } from '@depachika/schema/testing/attempts.contract.ts';
import { type TestDatabase, testDatabase } from '@depachika/testing/database.ts';
import { afterAll } from 'vitest';
import { openPaymentsShop } from '../testing/test-payments.ts';

let database: TestDatabase;
afterAll(() => database.close());

const DECLINED = '4000000000000002';

attemptsContract(async () => {
  database = await testDatabase({ domains: ['payments'] });
  const shop = openPaymentsShop(database.database('payments'));
  const [METHODS, CARDS] = [
    { declined: 'CARD', certain: 'CARD', waits: 'KONBINI' } as const,
    { declined: { card: DECLINED }, certain: {}, waits: {} },
  ];
  return {
    payments: shop.orders,
    now: () => shop.clock.now(),
    async pay(order, attempt, outcome) {
      const prepared = await shop.prepare(METHODS[outcome], { ...order, attempt, ...CARDS[outcome] });
      if (attempt === 1) await shop.deliver('OrderPlaced', prepared.placed);
      else await shop.deliver('PaymentRetried', prepared.retried);
      await shop.work();
      return prepared.paymentId;
    },
    async isLive(paymentId) {
      const [payment] = await shop.database.query('SELECT status FROM payments.payments WHERE id = $1', [
        paymentId,
      ]);
      return ['PREPARED', 'PENDING', 'AUTHORIZED', 'PAID'].includes(payment!.status as string);
    },
  };
});
