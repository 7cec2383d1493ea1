import type { QueryPlanSelectionNode } from '@apollo/query-planner';
import { ABSENT, type AnsweredObject, isObject } from './merge-answer.ts';
import type { IsOfType } from './object-types.ts';

/**
 * Writes what a subgraph needs to know of an entity to tell the rest, as JSON: the text tells the same entities from
 * others, and is what is sent.
 * @returns undefined when none of what is asked for concerns entities of its type
 */
export type Represent = (entity: AnsweredObject) => string | Missing | undefined;

/** A field that is needed was not answered. */
export class Missing {
  /** The last object is the one that should hold it, those before it are around it. */
  readonly at: readonly MissingKey[];

  constructor(at: readonly MissingKey[]) {
    this.at = at;
  }
}

export interface MissingKey {
  readonly object: AnsweredObject;
  readonly key: string;
}

type Selections = readonly QueryPlanSelectionNode[];

/** @param requires of a plan's fetch */
export function representer(requires: Selections, isOfType: IsOfType): Represent {
  const write = objectWriter(requires, isOfType);
  return (entity) => {
    const text = write(entity);
    if (text === NOTHING) return undefined;
    return entity.__typename || text instanceof Missing ? text : undefined;
  };
}

const NOTHING = '{}';

type Write<Value> = (value: Value) => string | Missing;

/** Which fields are written depends on the type that an object says; they are worked out when one of it is met. */
function objectWriter(selections: Selections, isOfType: IsOfType): Write<AnsweredObject> {
  const byType = new Map<unknown, Write<AnsweredObject>>();
  return (object) => {
    const typename = object.__typename;
    let write = byType.get(typename);
    if (!write) {
      write = fieldsWriter(fieldsOf(selections, typename, isOfType), isOfType);
      if (byType.size < MAX_TYPES) byType.set(typename, write);
    }
    return write(object);
  };
}

/** A subgraph that answers names of types at will does not fill the memory. */
const MAX_TYPES = 1_000;

/** What several parts of a selection want of one object is in one object. */
function fieldsOf(
  selections: Selections,
  typename: unknown,
  isOfType: IsOfType,
  fields = new Map<string, Selections | undefined>(),
): ReadonlyMap<string, Selections | undefined> {
  for (const selection of selections) {
    if (selection.kind === 'Field') {
      const key = selection.alias ?? selection.name;
      const below = selection.selections;
      fields.set(key, below && [...(fields.get(key) ?? []), ...below]);
      continue;
    }
    const { typeCondition } = selection;
    const applies = typeCondition && typeof typename === 'string' && isOfType(typename, typeCondition);
    if (applies) fieldsOf(selection.selections, typename, isOfType, fields);
  }
  return fields;
}

function fieldsWriter(
  fields: ReadonlyMap<string, Selections | undefined>,
  isOfType: IsOfType,
): Write<AnsweredObject> {
  const writers = [...fields].map(([key, below]) => fieldWriter(key, below, isOfType));
  return (object) => {
    let text = '';
    for (const write of writers) {
      const written = write(object);
      if (written instanceof Missing) return written;
      text += text === '' ? written : `,${written}`;
    }
    return `{${text}}`;
  };
}

/** Writes a member of an object. */
function fieldWriter(key: string, below: Selections | undefined, isOfType: IsOfType): Write<AnsweredObject> {
  const label = `${JSON.stringify(key)}:`;
  const isInherited = key in Object.prototype;
  const write = below ? valueWriter(objectWriter(below, isOfType)) : writeLeaf;
  return (object) => {
    const value = isInherited && !Object.hasOwn(object, key) ? undefined : object[key];
    if (value === undefined || value === ABSENT) return new Missing([{ object, key }]);
    const written = write(value);
    return written instanceof Missing ? new Missing([{ object, key }, ...written.at]) : label + written;
  };
}

function valueWriter(writeObject: Write<AnsweredObject>): Write<unknown> {
  const write: Write<unknown> = (value) => {
    if (!isObject(value)) return writeLeaf(value);
    return Array.isArray(value) ? writeList(value, write) : writeObject(value);
  };
  return write;
}

function writeList(values: readonly unknown[], write: Write<unknown>): string | Missing {
  const items: string[] = [];
  for (const value of values) {
    const written = write(value);
    if (written instanceof Missing) return written;
    items.push(written);
  }
  return `[${items.join(',')}]`;
}

function writeLeaf(value: unknown): string {
  if (typeof value === 'string' && !NEEDS_ESCAPING.test(value)) return `"${value}"`;
  return JSON.stringify(value) ?? 'null';
}

/** Quotes, backslashes, controls, and halves of characters: what JSON writes in another way. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what JSON escapes
const NEEDS_ESCAPING = /["\\\u0000-\u001f\ud800-\udfff]/;
