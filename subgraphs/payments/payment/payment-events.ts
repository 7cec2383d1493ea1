import type { NewEvent } from '@depachika/events/outbox/outbox.ts';
import { EVENT_TYPES, type EventType } from '@depachika/schema/generated/events.ts';
import { needsBankAccount, refundIdOf } from '../refund/refund.ts';
import type { Payment } from './payment.ts';
import type { PaymentDecision, PaymentEventName } from './payment-decisions.ts';

/** The events to publish when a decision has been taken; keyed by the order, so that one order's stay in order. */
export function paymentEvents(payment: Payment, decision: PaymentDecision, now: Date): NewEvent[] {
  const events = decision.publish.map((name) =>
    paymentEvent(payment, EVENT_TYPES[`${name}V1`], dataOf(payment, name, now)),
  );
  if (decision.openRefund === undefined) return events;
  const opened = {
    refundId: refundIdOf(payment),
    amountYen: payment.amountYen,
    needsBankAccount: needsBankAccount(payment),
    openedAt: now.toISOString(),
  };
  return [...events, paymentEvent(payment, EVENT_TYPES.RefundOpenedV1, opened)];
}

/** The slip can be shown at the register. */
export function konbiniSlipIssued(
  payment: Payment,
  slip: { readonly slipId: string; readonly paymentCode: string; readonly confirmationNumber?: string },
  now: Date,
): NewEvent {
  return paymentEvent(payment, EVENT_TYPES.KonbiniSlipIssuedV1, {
    slipId: slip.slipId,
    chain: payment.konbiniChain,
    paymentCode: slip.paymentCode,
    ...(slip.confirmationNumber ? { confirmationNumber: slip.confirmationNumber } : {}),
    amountYen: payment.amountYen,
    deadlineAt: payment.deadlineAt?.toISOString(),
    issuedAt: now.toISOString(),
  });
}

function paymentEvent(payment: Payment, type: EventType, data: Record<string, unknown>): NewEvent {
  return {
    type,
    subject: payment.id,
    partitionKey: payment.orderId,
    aggregateVersion: payment.version,
    data: {
      paymentId: payment.id,
      orderId: payment.orderId,
      customerId: payment.customerId,
      attempt: payment.attempt,
      ...data,
    },
  };
}

function dataOf(payment: Payment, name: PaymentEventName, now: Date): Record<string, unknown> {
  const { method, amountYen } = payment;
  const at = now.toISOString();
  switch (name) {
    case 'PaymentActionNeeded':
      return { actionUntil: payment.actionUntil?.toISOString(), neededAt: at };
    case 'PaymentAuthorized':
      return { method, amountYen, authorizedAt: at };
    case 'PaymentFailed':
      return { code: payment.failureCode ?? 'PROVIDER_REFUSED', failedAt: at };
    case 'PaymentReceived':
      return { method, amountYen, receivedAt: at };
    case 'PaymentCaptured':
      return { amountYen, capturedAt: at };
    case 'PaymentVoided':
      return { voidedAt: at };
    case 'PaymentRefunded':
      return { refundId: refundIdOf(payment), amountYen, refundedAt: at };
  }
}
