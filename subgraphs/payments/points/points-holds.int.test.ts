import { newId } from '@depachika/ids/ids.ts';
import { POINTS, pointsHolds } from '@depachika/schema/testing/hold-kinds.ts';
import { holdsContract } from '@depachika/schema/testing/holds.contract.ts';
import { type TestDatabase, testDatabase } from '@depachika/testing/database.ts';
import { afterAll } from 'vitest';
import { openPaymentsShop } from '../testing/test-payments.ts';

let shop: TestDatabase;
afterAll(() => shop?.close());

holdsContract(POINTS, async () => {
  shop = await testDatabase({ domains: ['payments'] });
  const payments = openPaymentsShop(shop.database('payments'));
  const { orders, clock } = payments;

  return {
    ...pointsHolds(orders),
    async offer(units) {
      const customerId = newId('usr');
      await payments.grant(customerId, units);
      return customerId;
    },
    free: async (customerId) => (await payments.balance(customerId)).spendable,
    newKey: () => newId('ord'),
    now: () => clock.now(),
    wait: (ms) => clock.advance(ms),
    endOverdue: () => payments.poll(),
  };
});
