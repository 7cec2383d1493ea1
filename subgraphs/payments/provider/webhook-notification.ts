/** What a provider tells. `konbini.paid`: at the register. `charge.authorized`: an answer that took long. */
export type Notification =
  | {
      readonly id: string;
      readonly type: 'konbini.paid';
      readonly paymentCode: string;
      readonly amountYen: number;
      readonly paidAt: string;
    }
  | {
      readonly id: string;
      readonly type: 'charge.authorized';
      readonly idempotencyKey: string;
      readonly reference: string;
    };

/** @returns the notification without what we do not know of, or which field is wrong */
export function readNotification(body: Buffer): Notification | string {
  let value: Record<string, unknown>;
  try {
    value = JSON.parse(body.toString('utf8'));
  } catch {
    return 'The body must be JSON.';
  }
  if (typeof value !== 'object' || value === null) return 'The body must be a JSON object.';
  const { id, type } = value;
  if (!isText(id)) return `id ${TEXT}`;
  switch (type) {
    case 'konbini.paid':
      return konbiniPaid(id, value);
    case 'charge.authorized':
      return chargeAuthorized(id, value);
    default:
      return 'type must be konbini.paid or charge.authorized.';
  }
}

function konbiniPaid(id: string, fields: Record<string, unknown>): Notification | string {
  const { paymentCode, amountYen, paidAt } = fields;
  if (!isText(paymentCode)) return `paymentCode ${TEXT}`;
  if (!isYen(amountYen)) return 'amountYen must be a whole number from 1.';
  if (!isText(paidAt) || !RFC_3339.test(paidAt) || Number.isNaN(Date.parse(paidAt)))
    return 'paidAt must be an RFC 3339 time.';
  return { id, type: 'konbini.paid', paymentCode, amountYen, paidAt };
}

function chargeAuthorized(id: string, fields: Record<string, unknown>): Notification | string {
  const { idempotencyKey, reference } = fields;
  if (!isText(idempotencyKey)) return `idempotencyKey ${TEXT}`;
  if (!isText(reference)) return `reference ${TEXT}`;
  return { id, type: 'charge.authorized', idempotencyKey, reference };
}

const TEXT = 'must be 1 to 200 visible ASCII characters.';
const RFC_3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$/;

function isYen(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) >= 1;
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && /^[\x21-\x7e]{1,200}$/.test(value);
}
