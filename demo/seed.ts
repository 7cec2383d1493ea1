import type { Clock } from '@depachika/clock/clock.ts';
import type { Database } from '@depachika/database/database.ts';
import type { DomainName } from '@depachika/schema/services.ts';
import { seedPostalCodes } from '@depachika/users/postal-codes/postal-code-store.ts';
import { demoPastOrders } from './past-orders.ts';
import { seedDeliveryDemo } from './seeds/delivery-seed.ts';
import { seedInventoryDemo } from './seeds/inventory-seed.ts';
import { seedOrdersDemo } from './seeds/orders-seed.ts';
import { seedPaymentsDemo } from './seeds/payments-seed.ts';
import { seedProductsDemo } from './seeds/products-seed.ts';
import { seedUsersDemo } from './seeds/users-seed.ts';

export interface SeedOptions {
  /** Each domain writes with its own rights. */
  readonly database: (domain: DomainName) => Database;
  readonly clock: Clock;
  /** The demo shop beside the reference data. */
  readonly demo: boolean;
  /** Told of parts that took half a second or more. */
  readonly note: (what: string) => void;
}

/** Reference data always, the demo shop only where it is wanted; each part only into empty tables. */
export async function seed({ database, clock, demo, note }: SeedOptions): Promise<void> {
  const into = (domain: DomainName) => ({ database: database(domain), clock });
  await seedPostalCodes(into('users'));
  if (!demo) return;
  const parts: [DomainName, () => Promise<void>][] = [
    ['products', () => seedProductsDemo(into('products'))],
    ['users', () => seedUsersDemo(into('users'))],
    ['delivery', () => seedDeliveryDemo(into('delivery'))],
    [
      'inventory',
      () => seedInventoryDemo({ ...into('inventory'), pastOrders: demoPastOrders({ now: clock.now() }) }),
    ],
    ['payments', () => seedPaymentsDemo(into('payments'))],
    ['orders', () => seedOrdersDemo(into('orders'))],
  ];
  for (const [name, fill] of parts) {
    const began = performance.now();
    await fill();
    const tookMs = performance.now() - began;
    if (tookMs > 500) note(`${name}: ${(tookMs / 1000).toFixed(1)} s`);
  }
}
