/** Stands where a subgraph was asked for a field of something that it does not know: null for the client, and no fault. */
export const ABSENT = Symbol('absent');

export type AnsweredObject = Record<string, unknown>;

/**
 * Puts what a subgraph has answered into what is known of the same object. Parts may be shared with other places of the
 * answer that asked for the same entity: what comes later to one of them is the same for all.
 */
export function mergeAnswer(known: AnsweredObject, answered: AnsweredObject): void {
  if (known === answered) return;
  for (const key of Object.keys(answered)) {
    // Nobody asks by this name, and the object that stands under it is every object's.
    if (key === '__proto__') continue;
    const value = answered[key];
    if (value !== undefined) known[key] = merged(known[key], value);
  }
}

function merged(known: unknown, value: unknown): unknown {
  if (known === value || !isObject(known) || !isObject(value)) return value;
  if (!Array.isArray(value)) {
    if (Array.isArray(known)) return value;
    mergeAnswer(known, value);
    return known;
  }
  if (!Array.isArray(known) || known.length !== value.length) return value;
  for (let index = 0; index < value.length; index += 1) known[index] = merged(known[index], value[index]);
  return known;
}

export function isObject(value: unknown): value is AnsweredObject {
  return typeof value === 'object' && value !== null;
}
