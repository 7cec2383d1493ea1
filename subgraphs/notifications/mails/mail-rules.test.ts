import { describe, expect, it } from 'vitest';
import { fact } from '../testing/test-mails.ts';
import { mailsOf } from './fact-events.ts';
import { afterDelivery, GIVEN_UP_AFTER_MS, isStillTrue, reminderAt, tryAgain } from './mail-rules.ts';

const NOW = new Date('2026-11-26T03:00:00Z');
const HOUR_MS = 3_600_000;
const later = (ms: number) => new Date(NOW.getTime() + ms);
const mail = { attempts: 1, createdAt: NOW };

describe('what becomes of a mail', () => {
  it('is told by what is surely known of it', () => {
    expect(afterDelivery(mail, { kind: 'sent' }, NOW)).toEqual({ state: 'SENT', reason: '' });
    expect(afterDelivery(mail, { kind: 'unknown', code: 'ETIMEDOUT' }, NOW)).toEqual({
      state: 'DOUBT',
      reason: 'ETIMEDOUT',
    });
    expect(afterDelivery(mail, { kind: 'refused', code: 'EENVELOPE_550' }, NOW).state).toBe('REFUSED');
    expect(afterDelivery(mail, { kind: 'notNow', code: 'ESOCKET' }, NOW)).toEqual({
      state: 'WAITING',
      reason: 'ESOCKET',
      dueAt: later(5_000),
    });
  });

  it('is tried with pauses that grow to five minutes, for three days', () => {
    const pauses = [1, 2, 3, 7, 400].map((attempts) => tryAgain({ ...mail, attempts }, 'x', NOW).dueAt);
    expect(pauses).toEqual([5_000, 10_000, 20_000, 300_000, 300_000].map(later));
    expect(tryAgain({ ...mail, createdAt: later(-GIVEN_UP_AFTER_MS - 1) }, 'x', NOW).state).toBe('REFUSED');
  });

  it('depends on its order: a paid one needs no slip, and a cancelled one was not taken', () => {
    for (const kind of ['SLIP_ISSUED', 'SLIP_REMINDER', 'PAYMENT_DECLINED'] as const) {
      expect(isStillTrue({ kind }, { status: 'AWAITING_PAYMENT' })).toBe(true);
      expect(isStillTrue({ kind }, { status: 'CONFIRMED' })).toBe(false);
    }
    expect(isStillTrue({ kind: 'ORDER_RECEIVED' }, { status: 'CANCELLED' })).toBe(false);
    expect(isStillTrue({ kind: 'RETURN_REQUESTED' }, { status: 'RETURN_REQUESTED' })).toBe(true);
    expect(isStillTrue({ kind: 'RETURN_REQUESTED' }, { status: 'RETURNED' })).toBe(false);
    expect(isStillTrue({ kind: 'ORDER_CANCELLED' }, { status: 'CANCELLED' })).toBe(true);
  });
});

describe('a slip is called to mind', () => {
  it('a day before its end, half-way when it has less than two, and never when it is short', () => {
    expect(reminderAt(NOW, later(72 * HOUR_MS))).toEqual(later(48 * HOUR_MS));
    expect(reminderAt(NOW, later(20 * HOUR_MS))).toEqual(later(10 * HOUR_MS));
    expect(reminderAt(NOW, later(5 * HOUR_MS))).toBeUndefined();
  });
});

describe('facts', () => {
  const kinds = (name: string, data: Record<string, unknown>) =>
    mailsOf(fact(name, { orderId: 'ord_1', customerId: 'usr_1', ...data })).map(({ kind, subject }) => [
      kind,
      subject,
    ]);

  it('owe the mails of their order, named by what they are about', () => {
    expect(kinds('orders.OrderPlaced', {})).toEqual([['ORDER_RECEIVED', 'ord_1']]);
    expect(kinds('orders.OrderShipped', { shipmentId: 'shp_1' })).toEqual([['ON_ITS_WAY', 'shp_1']]);
    expect(kinds('payments.PaymentFailed', { paymentId: 'pay_2' })).toEqual([['PAYMENT_DECLINED', 'pay_2']]);
    expect(kinds('payments.PaymentRefunded', { refundId: 'ref_1' })).toEqual([['REFUNDED', 'ref_1']]);
    const slip = { slipId: 'slp_1', deadlineAt: '2026-11-29T14:59:59.000Z' };
    expect(kinds('payments.KonbiniSlipIssued', slip)).toEqual([
      ['SLIP_ISSUED', 'slp_1'],
      ['SLIP_REMINDER', 'slp_1'],
    ]);
  });

  it('owe a mail for each return that is asked for, and for each decision', () => {
    const kindOf = (name: string, data = {}) => kinds(name, data).map(([kind]) => kind);
    expect(kindOf('orders.ReturnRequested')).toEqual(['RETURN_REQUESTED']);
    expect(kindOf('orders.ReturnDecided', { accepted: true })).toEqual(['RETURN_ACCEPTED']);
    expect(kindOf('orders.ReturnDecided', { accepted: false })).toEqual(['RETURN_REFUSED']);
    expect(kinds('orders.ReturnRequested', {})).not.toEqual(kinds('orders.ReturnRequested', {}));
    const once = fact('orders.ReturnRequested', { orderId: 'ord_1', customerId: 'usr_1' });
    expect(mailsOf(once)).toEqual(mailsOf(once));
  });

  it('owe nothing where there is nothing to tell', () => {
    expect(kinds('payments.RefundOpened', { refundId: 'ref_1', needsBankAccount: false })).toEqual([]);
    expect(kinds('delivery.ShipmentStatusChanged', { to: 'PICKED_UP' })).toEqual([]);
    expect(kinds('payments.PointsAwarded', {})).toEqual([]);
    expect(kinds('users.AccountMailRequested', { mailId: 'mal_1', kind: 'NEWSLETTER' })).toEqual([]);
  });

  it('tell each time that nobody was at home', () => {
    const [first, second] = [1, 2].map(() =>
      kinds('delivery.ShipmentStatusChanged', { to: 'DELIVERY_FAILED' }),
    );
    expect(first![0]![0]).toBe('NOBODY_HOME');
    expect(first).not.toEqual(second);
  });
});
