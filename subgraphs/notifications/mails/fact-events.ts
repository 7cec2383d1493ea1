import { EVENT_TYPES } from '@depachika/schema/generated/events.ts';
import { ACCOUNT_MAILS, type MailFacts, type NewMail, type OrderMailKind } from './mail.ts';
import { reminderAt } from './mail-rules.ts';

/** An event as far as mails need it. */
export interface Fact {
  readonly id: string;
  readonly type: string;
  readonly time: string;
  readonly data: unknown;
}

/** What each fact owes somebody. What it is about names the mail, so that a fact that is told twice owes it once. */
const OWED: Readonly<Record<string, (data: FactData, fact: Fact) => readonly NewMail[]>> = {
  [EVENT_TYPES.AccountMailRequestedV1]: accountMail,
  [EVENT_TYPES.OrderPlacedV1]: (data, fact) => [about('ORDER_RECEIVED', data.orderId, data, fact)],
  [EVENT_TYPES.PaymentFailedV1]: (data, fact) => [
    about('PAYMENT_DECLINED', data.paymentId, data, fact, { attempt: data.attempt ?? 1 }),
  ],
  [EVENT_TYPES.KonbiniSlipIssuedV1]: slipMails,
  [EVENT_TYPES.OrderConfirmedV1]: (data, fact) => [about('ORDER_CONFIRMED', data.orderId, data, fact)],
  [EVENT_TYPES.OrderShippedV1]: (data, fact) => [about('ON_ITS_WAY', data.shipmentId, data, fact)],
  [EVENT_TYPES.OrderDeliveredV1]: (data, fact) => [about('DELIVERED', data.orderId, data, fact)],
  [EVENT_TYPES.OrderCancelledV1]: (data, fact) => [about('ORDER_CANCELLED', data.orderId, data, fact)],
  [EVENT_TYPES.OrderExpiredV1]: (data, fact) => [about('ORDER_EXPIRED', data.orderId, data, fact)],
  // An order may be asked back once more after a refusal: each time is a fact of its own.
  [EVENT_TYPES.ReturnRequestedV1]: (data, fact) => [about('RETURN_REQUESTED', fact.id, data, fact)],
  [EVENT_TYPES.ReturnDecidedV1]: (data, fact) => [
    about(data.accepted ? 'RETURN_ACCEPTED' : 'RETURN_REFUSED', fact.id, data, fact),
  ],
  [EVENT_TYPES.ShipmentStatusChangedV1]: (data, fact) =>
    // Each time that nobody is at home is a fact of its own.
    data.to === 'DELIVERY_FAILED' ? [about('NOBODY_HOME', fact.id, data, fact)] : [],
  [EVENT_TYPES.RefundOpenedV1]: (data, fact) =>
    data.needsBankAccount
      ? [about('BANK_ACCOUNT_NEEDED', data.refundId, data, fact, { amountYen: data.amountYen })]
      : [],
  [EVENT_TYPES.PaymentRefundedV1]: (data, fact) => [
    about('REFUNDED', data.refundId, data, fact, { amountYen: data.amountYen }),
  ],
};

export const FACTS: readonly string[] = Object.keys(OWED);

/** The mails that a fact owes; none for what is told to nobody. */
export function mailsOf(fact: Fact): readonly NewMail[] {
  return OWED[fact.type]?.(fact.data as FactData, fact) ?? [];
}

/** Whatever of these a fact has; each was checked against its schema before. */
interface FactData {
  readonly orderId: string;
  readonly customerId?: string;
  readonly paymentId: string;
  readonly shipmentId: string;
  readonly refundId: string;
  readonly slipId: string;
  readonly chain: string;
  readonly paymentCode: string;
  readonly confirmationNumber?: string;
  readonly amountYen: number;
  readonly deadlineAt: string;
  readonly attempt?: number;
  readonly needsBankAccount: boolean;
  readonly accepted: boolean;
  readonly to: string;
  readonly mailId: string;
  readonly userId?: string;
  readonly kind: string;
}

function about(
  kind: OrderMailKind,
  subject: string,
  { orderId, customerId }: FactData,
  { time }: Fact,
  facts: MailFacts = {},
): NewMail {
  return { kind, subject, orderId, customerId: customerId ?? '', facts, dueAt: new Date(time) };
}

function accountMail({ mailId, userId, kind }: FactData, { time }: Fact): readonly NewMail[] {
  const known = ACCOUNT_MAILS.find((each) => each === kind);
  if (!known) return [];
  const dueAt = new Date(time);
  return [{ kind: known, subject: mailId, orderId: '', customerId: userId ?? '', facts: {}, dueAt }];
}

function slipMails(data: FactData, fact: Fact): readonly NewMail[] {
  const { slipId, chain, paymentCode, confirmationNumber, amountYen, deadlineAt } = data;
  const facts = {
    chain,
    paymentCode,
    amountYen,
    deadlineAt,
    ...(confirmationNumber === undefined ? {} : { confirmationNumber }),
  };
  const slip = about('SLIP_ISSUED', slipId, data, fact, facts);
  const remindAt = reminderAt(slip.dueAt, new Date(deadlineAt));
  if (!remindAt) return [slip];
  return [slip, { ...about('SLIP_REMINDER', slipId, data, fact, facts), dueAt: remindAt }];
}
