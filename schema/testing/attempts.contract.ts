import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import { newId } from '@depachika/ids/ids.ts';
import type { RpcClient } from '@depachika/rpc/rpc.ts';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  KonbiniChain,
  Method,
  type PaymentService,
} from '../generated/proto/depachika/payments/v1/payments_pb.ts';

export interface OrderToPay {
  readonly orderId: string;
  readonly customerId: string;
}

/** Attempts to pay, over the payment domain itself or over a double of it. */
export interface Attempts {
  readonly payments: RpcClient<typeof PaymentService>;
  now(): Date;
  /** Prepares and begins this attempt, which then comes to that. @returns the payment's id */
  pay(order: OrderToPay, attempt: number, outcome: 'declined' | 'certain' | 'waits'): Promise<string>;
  /** True while it may still pay its order, or has. */
  isLive(paymentId: string): Promise<boolean>;
}

const HOUR_MS = 3_600_000;

/** What orders counts on when an order is paid in several attempts. */
export function attemptsContract(open: () => Promise<Attempts>): void {
  describe('attempts to pay an order', () => {
    let attempts: Attempts;
    beforeAll(async () => {
      attempts = await open();
    });

    it('are payments of their own', async () => {
      const order = newOrder();
      const first = await attempts.pay(order, 1, 'declined');
      expect(await prepare(order, 2)).toMatch(/^pay_/);
      expect(await prepare(order, 2)).not.toBe(first);
    });

    it('count 0 as the first', async () => {
      const order = newOrder();
      expect(await prepare(order, 0)).toBe(await prepare(order, 1));
    });

    it('may be prepared anew with another choice until they have begun', async () => {
      const order = newOrder();
      await attempts.pay(order, 1, 'declined');
      const first = await prepare(order, 2);
      expect(await prepare(order, 2, { method: Method.CASH_ON_DELIVERY })).toBe(first);
    });

    it('are answered as before once they have begun', async () => {
      const order = newOrder();
      await attempts.pay(order, 1, 'declined');
      const second = await attempts.pay(order, 2, 'waits');
      expect(await prepare(order, 2, { method: Method.CASH_ON_DELIVERY })).toBe(second);
      expect(await attempts.isLive(second)).toBe(true);
    });

    it('are live one at a time: a later one gives the one before it up', async () => {
      const order = newOrder();
      const first = await attempts.pay(order, 1, 'waits');
      const second = (await prepare(order, 2)) as string;
      expect([await attempts.isLive(first), await attempts.isLive(second)]).toEqual([false, true]);
    });

    it('that are refused leave the one before them as it is', async () => {
      const order = newOrder();
      const first = await attempts.pay(order, 1, 'waits');
      const choice = { method: Method.CARD, cardToken: 'tok_unknown' };
      expect(await prepare(order, 2, choice)).toBe('INVALID_CARD_TOKEN');
      expect(await attempts.isLive(first)).toBe(true);
    });

    it('are refused once the money is certain', async () => {
      const order = newOrder();
      const first = await attempts.pay(order, 1, 'certain');
      expect(await prepare(order, 2)).toBe('ALREADY_PAID');
      expect(await attempts.isLive(first)).toBe(true);
    });

    it('are five at the most', async () => {
      const order = newOrder();
      for (let attempt = 1; attempt <= 5; attempt += 1) await attempts.pay(order, attempt, 'declined');
      expect(await prepare(order, 6)).toBe('TOO_MANY_ATTEMPTS');
    });

    it('leave no hole', async () => {
      const order = newOrder();
      await attempts.pay(order, 1, 'declined');
      await expect(prepare(order, 3)).rejects.toThrow();
    });

    it('are prepared once, however often one is asked for at the same time', async () => {
      const order = newOrder();
      await attempts.pay(order, 1, 'declined');
      const ids = await Promise.all([1, 2, 3].map(() => prepare(order, 2)));
      expect(new Set(ids).size).toBe(1);
    });

    it('are closed for ever when they are abandoned', async () => {
      const order = newOrder();
      await attempts.pay(order, 1, 'declined');
      const second = (await prepare(order, 2)) as string;
      expect(await attempts.payments.abandonPayment({ orderId: order.orderId }, CALL)).toMatchObject({
        abandoned: true,
      });
      expect(await attempts.isLive(second)).toBe(false);
      expect(await prepare(order, 2)).toBe('ABANDONED');
    });

    /** @returns the payment's id, or the code of the refusal */
    async function prepare({ orderId, customerId }: OrderToPay, attempt: number, choice: object = SLIP) {
      const inHours = (hours: number) =>
        timestampFromDate(new Date(attempts.now().getTime() + hours * HOUR_MS));
      const { result } = await attempts.payments.preparePayment(
        {
          orderId,
          customerId,
          attempt,
          amountYen: 3_000,
          cutOffAt: inHours(72),
          deadlineAt: inHours(24),
          ...choice,
        },
        CALL,
      );
      return result.case === 'prepared' ? result.value.paymentId : result.value?.code;
    }
  });
}

const SLIP = { method: Method.KONBINI, konbiniChain: KonbiniChain.LAWSON };
/** Many may wait for one row on a busy machine. */
const CALL = { timeoutMs: 30_000 };

function newOrder(): OrderToPay {
  return { orderId: newId('ord'), customerId: newId('usr') };
}
