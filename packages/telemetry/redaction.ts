export const REDACTED = '[redacted]';

/** A copy with the values of fields that name secrets replaced; the value itself when it holds none. */
export function withoutSecrets(value: unknown): unknown {
  return clean(value, 0);
}

/** Compared without case, `-` and `_`: `Set-Cookie`, `card_number` and `cardNumber` are one. */
const SECRET_FIELDS = new Set([
  'authorization', 'cookie', 'setcookie', 'password', 'newpassword', 'oldpassword', 'passwordhash',
  'secret', 'clientsecret', 'privatekey', 'apikey', 'signature', 'webhooksecret',
  'card', 'cardnumber', 'pan', 'cvc', 'cvv', 'securitycode', 'accountnumber',
]);

/** Deeper is cut off: nothing that is worth logging is nested further. */
const MAX_DEPTH = 8;

function isSecret(field: string): boolean {
  const plain = field.toLowerCase().replaceAll(/[-_]/g, '');
  return SECRET_FIELDS.has(plain) || plain.endsWith('token') || plain.endsWith('jwt');
}

function clean(value: unknown, depth: number): unknown {
  if (typeof value !== 'object' || value === null || value instanceof Error || value instanceof Date) return value;
  if (depth > MAX_DEPTH) return '[too deep]';
  if (Array.isArray(value)) return cleanList(value, depth);
  const prototype = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null ? cleanFields(value, depth) : value;
}

function cleanList(list: readonly unknown[], depth: number): readonly unknown[] {
  const cleaned = list.map((item) => clean(item, depth + 1));
  return cleaned.some((item, index) => item !== list[index]) ? cleaned : list;
}

function cleanFields(object: object, depth: number): object {
  let copy: Record<string, unknown> | undefined;
  for (const [field, value] of Object.entries(object)) {
    const cleaned = isSecret(field) && value != null ? REDACTED : clean(value, depth + 1);
    if (cleaned === value) continue;
    copy ??= { ...object };
    copy[field] = cleaned;
  }
  return copy ?? object;
}
