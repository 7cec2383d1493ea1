import { newId } from '@depachika/ids/ids.ts';
import type { DrivenShop } from '../driven-shop.ts';
import type { Customer } from './customers.ts';

/** Money that somebody paid at a register, as the provider knows it. */
export interface Receipt {
  readonly id: string;
  readonly paymentId: string;
  readonly paymentCode: string;
  readonly amountYen: number;
  readonly paidAt: string;
  /** The first that was paid of its slip. */
  readonly isFirst: boolean;
}

/** The register of a convenience store, and the provider that tells the shop of it: often late, twice, or wrongly at first. */
export interface Register {
  readonly receipts: readonly Receipt[];
  /** Takes the money of one of the slips that the provider knows of. @returns undefined when there is none to pay */
  pay(choice: { readonly which: number; readonly again: boolean }): Promise<Receipt | undefined>;
  /** Takes the money of this order's slip. */
  payFor(orderId: string): Promise<Receipt | undefined>;
  /** Tells the shop of a receipt; one that is not accepted waits to be told again. @param amountYen what it says */
  tell(receipt: Receipt, amountYen?: number): Promise<number>;
  /** Tells again what waits, in either order, as the provider does until it hears a 2xx. @returns false for nothing */
  tellWaiting(latestFirst: boolean): Promise<boolean>;
}

type OpenSlip = Pick<Receipt, 'paymentId' | 'paymentCode' | 'amountYen'> & {
  readonly orderId: string;
} & Record<string, unknown>;

/** A slip that was begun at the kiosk in time can be paid so long after its end. */
const GRACE_MS = 25 * 60_000;

export function registerOf(shop: DrivenShop, customers: readonly Customer[], story: string[]): Register {
  const receipts: Receipt[] = [];
  const waiting = new Set<Receipt>();

  return { receipts, pay, payFor, tell, tellWaiting };

  async function pay({ which, again }: { readonly which: number; readonly again: boolean }) {
    const slips = (await openSlips()).filter(({ paymentId }) => again === isPaid(paymentId));
    return take(slips[which % slips.length], !again);
  }

  async function payFor(orderId: string) {
    return take(
      (await openSlips()).find((slip) => slip.orderId === orderId),
      true,
    );
  }

  function take(slip: OpenSlip | undefined, isFirst: boolean): Receipt | undefined {
    if (!slip) return undefined;
    const receipt = { ...slip, id: newId('evt'), paidAt: shop.clock.now().toISOString(), isFirst };
    receipts.push(receipt);
    waiting.add(receipt);
    return receipt;
  }

  function isPaid(paymentId: string): boolean {
    return receipts.some((receipt) => receipt.paymentId === paymentId);
  }

  /** By the provider's own books: a slip may be payable that the shop has not stored yet. */
  function openSlips() {
    return shop.database('payments').query<OpenSlip>(
      `SELECT p.id AS "paymentId", p.order_id AS "orderId", s.payment_code AS "paymentCode", s.amount_yen AS "amountYen"
       FROM payments.payments AS p JOIN payments.sandbox_slips AS s ON s.idempotency_key = p.id || '/ISSUE_SLIP'
       WHERE p.customer_id = ANY($1::text[]) AND s.deadline_at > $2 AND s.cancelled_at IS NULL
       ORDER BY p.id`,
      [customers.map(({ userId }) => userId), new Date(shop.clock.now().getTime() - GRACE_MS)],
    );
  }

  async function tell(receipt: Receipt, amountYen = receipt.amountYen): Promise<number> {
    const { id, paymentCode, paidAt } = receipt;
    const status = await shop.tell({ id, type: 'konbini.paid', paymentCode, amountYen, paidAt });
    await shop.revive();
    story.push(`  told of ${amountYen} yen for ${receipt.paymentId}: ${status}`);
    if (status < 300) waiting.delete(receipt);
    return status;
  }

  async function tellWaiting(latestFirst: boolean): Promise<boolean> {
    const order = latestFirst ? [...waiting].reverse() : [...waiting];
    for (const receipt of order) await tell(receipt);
    return order.length > 0;
  }
}
