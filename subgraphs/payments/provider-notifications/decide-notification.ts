import { changedFields, recordChange } from '@depachika/domain/changes.ts';
import { type InvalidInput, invalidInput, type NotFound, notFound } from '@depachika/domain/problems.ts';
import { type Actor, readActor } from '@depachika/identity/actor.ts';
import { newId } from '@depachika/ids/ids.ts';
import { allowed } from '@depachika/messages/shared/shared-messages.ts';
import { isStorable, readParagraphs } from '@depachika/text/text.ts';
import { lockPayments } from '../payment/payment-store.ts';
import type { PaymentsServices } from '../payment/services.ts';
import { surplusRefund } from '../refund/refund.ts';
import { insertRefunds } from '../refund/refund-store.ts';
import { isUndecided, type NotificationOutcome, surplusOf } from './notification-outcome.ts';
import { type KeptNotification, lockNotification, storeDecision } from './notification-store.ts';

export type DecideOutcome =
  | { readonly kind: 'decided'; readonly notification: KeptNotification }
  | InvalidInput
  | NotFound
  | NotificationNotOpen
  | NothingToReturn;

/** There is nothing to decide: it is in order, or somebody has decided. */
export interface NotificationNotOpen {
  readonly kind: 'notificationNotOpen';
  readonly outcome: NotificationOutcome;
}

/** It names no payment of the shop, or no money came. */
export interface NothingToReturn {
  readonly kind: 'nothingToReturn';
  readonly outcome: NotificationOutcome;
}

export interface DecideRequest {
  readonly id: string;
  readonly decision: 'REFUND' | 'SETTLED';
  readonly note: string;
  readonly actor: Actor;
}

const NOTE = { min: 1, max: 200 };

/**
 * Staff decide what becomes of what the provider told and no order wanted: the money goes back to the customer, who is
 * asked for an account, or it is settled outside of the shop. No order hears of it: nothing of its own has changed.
 */
export async function decideNotification(
  { database, clock }: PaymentsServices,
  { id, decision, actor, ...request }: DecideRequest,
): Promise<DecideOutcome> {
  const note = readParagraphs(request.note, NOTE);
  if (note === undefined) return invalidInput('note', allowed.paragraphs(NOTE));
  if (!isStorable(id, { min: 1, max: 200 })) return notFound(id);
  return database.transaction({ name: 'payments.decideNotification' }, async (tx) => {
    const now = clock.now();
    const notification = await lockNotification(tx, id);
    if (!notification) return notFound(id);
    const { outcome } = notification;
    if (!isUndecided(outcome)) return { kind: 'notificationNotOpen', outcome };
    if (decision === 'REFUND') {
      const surplus = surplusOf(notification);
      if (!surplus) return { kind: 'nothingToReturn', outcome };
      await lockPayments(tx, [surplus.paymentId]);
      const refund = { id: newId('ref'), ...surplus, notificationId: id, reason: outcome };
      await insertRefunds(tx, [surplusRefund(refund, now)]);
      const fields = changedFields({}, { amountYen: surplus.amountYen, note }, ['amountYen', 'note']);
      const change = { subject: refund.id, operation: 'decideNotification', actor, fields, changedAt: now };
      await recordChange(tx, 'payments', change);
    }
    const decided = decision === 'REFUND' ? 'REFUND_OPENED' : 'SETTLED';
    return {
      kind: 'decided',
      notification: await storeDecision(
        tx,
        id,
        { outcome: decided, note, decidedBy: readActor(actor).id },
        now,
      ),
    };
  });
}
