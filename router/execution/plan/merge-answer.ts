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
 * The same as {@link mergeAnswer} for entities of which these keys are asked: one function that is written for them, because a
 * page has an entity at many places. Of what was asked nothing stands in its text but keys, as JSON strings.
 * @param isCloser whether a type that is known says more than the one that was answered
 */
export function entityMerger(
  keys: Iterable<string>,
  isCloser: (known: unknown, answered: unknown) => boolean,
): MergeEntity {
  const reads: string[] = [];
  const writes: string[] = [];
  for (const [index, name] of [...keys].entries()) {
    if (name === '__proto__' || name === '__typename') continue;
    const value = `v${index}`;
    const key = JSON.stringify(name);
    reads.push(`const ${value} = ${readText('answered', name)};`);
    writes.push(
      `if (${value} !== undefined) object[${key}] = typeof ${value} === 'object' ? merged(${readText('object', name)}, ${value}) : ${value};`,
    );
  }
  const text = `'use strict';
return (known, answered) => {
const type = answered.__typename;
${reads.join('\n')}
for (const object of known) {
if (object.__typename !== type && !isCloser(object.__typename, type)) object.__typename = type;
${writes.join('\n')}
}
};`;
  return new Function('merged', 'isCloser', text)(merged, isCloser) as MergeEntity;
}

/** @returns how a program reads what was answered: what every object of JavaScript has was not */
export function readText(object: string, name: string): string {
  const key = JSON.stringify(name);
  return name in Object.prototype
    ? `(Object.hasOwn(${object}, ${key}) ? ${object}[${key}] : undefined)`
    : `${object}[${key}]`;
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
