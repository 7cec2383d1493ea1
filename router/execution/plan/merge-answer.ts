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

/** Puts what a subgraph has answered of one entity into all that is known of it. */
export type MergeEntity = (known: readonly AnsweredObject[], answered: AnsweredObject) => void;

/**
 * The same for entities of which these keys are asked: one function that is written for them, because a page has an entity at
 * many places. Of what was asked nothing stands in its text but keys, as JSON strings.
 */
export function entityMerger(keys: Iterable<string>): MergeEntity {
  const reads: string[] = [];
  const writes: string[] = [];
  for (const [index, name] of [...keys].entries()) {
    if (name === '__proto__') continue;
    const key = JSON.stringify(name);
    const isInherited = name in Object.prototype;
    const readFrom = (object: string) =>
      isInherited ? `(Object.hasOwn(${object}, ${key}) ? ${object}[${key}] : undefined)` : `${object}[${key}]`;
    reads.push(`const v${index} = ${readFrom('answered')};`);
    writes.push(
      `if (v${index} !== undefined) object[${key}] = typeof v${index} === 'object' ? merged(${readFrom('object')}, v${index}) : v${index};`,
    );
  }
  const text = `'use strict';\nreturn (known, answered) => {\n${reads.join('\n')}\nfor (const object of known) {\n${writes.join('\n')}\n}\n};`;
  return new Function('merged', text)(merged) as MergeEntity;
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
