import { adjustableClock } from '@depachika/clock/clock.ts';
import { newId } from '@depachika/ids/ids.ts';
import { attemptsContract } from '@depachika/schema/testing/attempts.contract.ts';
import {
  POINTS,
  pointsHolds,
  SLOTS,
  STOCK,
  slotHolds,
  stockHolds,
} from '@depachika/schema/testing/hold-kinds.ts';
import { holdsContract } from '@depachika/schema/testing/holds.contract.ts';
import pino from 'pino';
import { createDomainClientsDouble } from './domain-clients-double.ts';

const PROGRESS = { declined: 'DECLINED', certain: 'CERTAIN', waits: 'WAITS' } as const;
const DAY_MS = 86_400_000;
const clock = adjustableClock({ frozenAt: new Date('2026-11-22T03:00:00Z') });
const double = createDomainClientsDouble(clock, pino({ level: 'silent' }));
const { inventory, delivery, payments } = double.clients();
const common = {
  newKey: () => newId('ord'),
  now: () => clock.now(),
  wait: (ms: number) => clock.advance(ms),
  endOverdue: async () => double.endOverdueHolds(),
};

holdsContract(STOCK, async () => ({
  ...common,
  ...stockHolds(inventory),
  async offer(units) {
    const variantId = newId('var');
    double.stock.set(variantId, units);
    return variantId;
  },
  free: async (variantId) => double.stock.get(variantId)!,
}));

const holder = { customerId: newId('usr'), point: { latitude: 35.681, longitude: 139.774 } };
holdsContract(SLOTS, async () => ({
  ...common,
  ...slotHolds(delivery, holder),
  async offer(units) {
    const slotId = newId('slt');
    const cutOffAt = new Date(clock.now().getTime() + DAY_MS);
    double.slots.set(slotId, { places: units, cutOffAt, closed: false });
    return slotId;
  },
  free: async (slotId) => double.slots.get(slotId)!.places,
}));

holdsContract(POINTS, async () => ({
  ...common,
  ...pointsHolds(payments),
  async offer(units) {
    const customerId = newId('usr');
    double.points.set(customerId, units);
    return customerId;
  },
  free: async (customerId) => double.points.get(customerId)!,
}));

attemptsContract(async () => ({
  payments,
  now: () => clock.now(),
  async pay({ orderId, customerId }, attempt, outcome) {
    const { result } = await payments.preparePayment({ orderId, customerId, attempt, amountYen: 3_000 });
    if (result.case !== 'prepared') throw new Error(`Not prepared: ${result.value?.code}`);
    const { paymentId } = result.value;
    double.attempts.settle(paymentId, PROGRESS[outcome]);
    return paymentId;
  },
  isLive: async (paymentId) =>
    ['PREPARED', 'WAITS', 'CERTAIN'].includes(double.attempts.progressOf(paymentId)!),
}));
