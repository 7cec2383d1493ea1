import type { Transaction } from '@depachika/database/database.ts';
import type { Notification } from './webhook-notification.ts';

/** Keeps a notification as it came. @returns false when it came before */
export async function insertNotification(
  tx: Transaction,
  notification: Notification,
  now: Date,
): Promise<boolean> {
  const rows = await tx.query(
    `INSERT INTO payments.webhook_events (id, type, outcome, body, received_at) VALUES ($1, $2, 'RECEIVED', $3, $4)
     ON CONFLICT (id) DO NOTHING RETURNING id`,
    [notification.id, notification.type, JSON.stringify(notification), now],
  );
  return rows.length === 1;
}

/** Notes what became of a notification, for staff to see. */
export async function setOutcome(
  tx: Transaction,
  id: string,
  { outcome, paymentId }: { readonly outcome: string; readonly paymentId?: string | undefined },
): Promise<void> {
  await tx.query(`UPDATE payments.webhook_events SET outcome = $2, payment_id = $3 WHERE id = $1`, [
    id,
    outcome,
    paymentId ?? null,
  ]);
}
