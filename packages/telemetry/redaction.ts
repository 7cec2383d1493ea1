export const REDACTED = '[redacted]';

/** A copy with the values of fields that name secrets replaced; the value itself when it holds none. */
export function withoutSecrets(value: unknown): unknown {
  return clean(value, 0);
}

/** Compared without case, `-` and `_`: `Set-Cookie`, `card_number` and `cardNumber` are one. */
const SECRET_FIELDS = new Set([
  'authorization',
  'cookie',
  'setcookie',
  'password',
  'newpassword',
  'oldpassword',
  'passwordhash',
  'secret',
  'clientsecret',
  'privatekey',
  'apikey',
  'signature',
  'webhooksecret',
  'card',
  'cardnumber',
  'pan',
  'cvc',
  'cvv',
  'securitycode',
  'accountnumber',
]);

/** Deeper is cut off: nothing that is worth logging is nested further. */
const MAX_DEPTH = 8;

function isSecret(field: string): boolean {
  const plain = field.toLowerCase().replaceAll(/[-_]/g, '');
  return SECRET_FIELDS.has(plain) || plain.endsWith('token') || plain.endsWith('jwt');
}

function clean(value: unknown, depth: number): unknown {
  if (typeof value !== 'object' || value === null || isLeaf(value)) return value;
  if (depth > MAX_DEPTH) return '[too deep]';
  return Array.isArray(value) ? cleanList(value, depth) : cleanFields(value, depth);
}

/** Written by others: errors by their own serialiser, dates and buffers by their `toJSON`. */
function isLeaf(value: object): boolean {
  return value instanceof Error || ArrayBuffer.isView(value) || 'toJSON' in value;
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
