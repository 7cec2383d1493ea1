import type { QueryPlanSelectionNode } from '@apollo/query-planner';
import { ABSENT, type AnsweredObject, isObject } from './merge-answer.ts';
import type { IsOfType } from './object-types.ts';
import type { Rewrite } from './rewrites.ts';

/** Finds out what a subgraph needs to know of objects to tell the rest; objects of which it is the same are one entity. */
export type Represent = (objects: readonly AnsweredObject[]) => Represented;

export interface Represented {
  /** As JSON: what is sent. */
  readonly entities: readonly string[];
  /** By entity: a page of 20 lines of one product asks for it once. */
  readonly objects: readonly (readonly AnsweredObject[])[];
  /** A field that is needed was not answered. */
  readonly missing: readonly { readonly object: AnsweredObject; readonly at: readonly MissingKey[] }[];
}

/** The last object of several is the one that should hold the field, those before it are around it. */
export interface MissingKey {
  readonly object: AnsweredObject;
  readonly key: string;
}

class Missing {
  readonly at: readonly MissingKey[];

  constructor(at: readonly MissingKey[]) {
    this.at = at;
  }
}

type Selections = readonly QueryPlanSelectionNode[];

interface Writing {
  readonly isOfType: IsOfType;
  /** Leaves out what is not there: the planner asks in one for what it needs of several types. */
  readonly partly?: boolean | undefined;
}

/**
 * @param requires of a plan's fetch
 * @param writing.rewrite what the planner wants changed in each entity
 */
export function representer(
  requires: Selections,
  { rewrite, ...writing }: Writing & { readonly rewrite?: Rewrite | undefined },
): Represent {
  const typeOf = typesByName(requires, writing);
  return (objects) => {
    const grouping: Grouping = { byText: new Map(), byValue: new Map(), missing: [] };
    for (const object of objects) {
      // What does not say its type concerns nobody.
      if (object.__typename) addObject(grouping, typeOf(object.__typename), object);
    }
    const entities = [...grouping.byText.keys()];
    return {
      entities: rewrite ? entities.map((text) => rewritten(text, rewrite)) : entities,
      objects: [...grouping.byText.values()],
      missing: grouping.missing,
    };
  };
}

interface Grouping {
  readonly byText: Map<string, AnsweredObject[]>;
  /** The same groups, found without writing a text: for each type by the value of its first field. */
  readonly byValue: Map<RepresentedType, Map<unknown, AnsweredObject[]>>;
  readonly missing: { object: AnsweredObject; at: readonly MissingKey[] }[];
}

function addObject(grouping: Grouping, type: RepresentedType, object: AnsweredObject): void {
  const { leaves } = type;
  if (!leaves) {
    groupByText(grouping, type, object);
    return;
  }
  const groups = groupsOf(grouping, type);
  const value = object[leaves[0]!];
  const known = groups.get(value);
  if (known && isSame(leaves, known[0]!, object)) {
    known.push(object);
    return;
  }
  const group = groupByText(grouping, type, object);
  if (group && !known) groups.set(value, group);
}

function groupsOf({ byValue }: Grouping, type: RepresentedType): Map<unknown, AnsweredObject[]> {
  let groups = byValue.get(type);
  if (!groups) {
    groups = new Map();
    byValue.set(type, groups);
  }
  return groups;
}

/** What is the same value is the same text. The first fields are known to be the same. */
function isSame(leaves: readonly string[], one: AnsweredObject, other: AnsweredObject): boolean {
  for (let index = 1; index < leaves.length; index += 1)
    if (one[leaves[index]!] !== other[leaves[index]!]) return false;
  return true;
}

function groupByText(
  { byText, missing }: Grouping,
  type: RepresentedType,
  object: AnsweredObject,
): AnsweredObject[] | undefined {
  const text = type.write(object);
  if (text instanceof Missing) {
    missing.push({ object, at: text.at });
    return undefined;
  }
  if (text === NOTHING) return undefined;
  const group = byText.get(text) ?? [];
  group.push(object);
  byText.set(text, group);
  return group;
}

function rewritten(text: string, rewrite: Rewrite): string {
  const value: unknown = JSON.parse(text);
  rewrite(value);
  return JSON.stringify(value);
}

const NOTHING = '{}';

type Write<Value> = (value: Value) => string | Missing;

/** What is asked about objects of one type. */
interface RepresentedType {
  readonly write: Write<AnsweredObject>;
  /** Its fields, when there is nothing below any of them. */
  readonly leaves: readonly string[] | undefined;
}

/** Which fields are written depends on the type that an object says; they are worked out when one of it is met. */
function typesByName(selections: Selections, writing: Writing): (typename: unknown) => RepresentedType {
  const byName = new Map<unknown, RepresentedType>();
  return (typename) => {
    const known = byName.get(typename);
    if (known) return known;
    const type = representedType(fieldsOf(selections, typename, writing), writing);
    if (byName.size < MAX_TYPES) byName.set(typename, type);
    return type;
  };
}

function representedType(fields: Fields, writing: Writing): RepresentedType {
  const write = fieldsWriter(fields, writing);
  const keys = [...fields.keys()].filter((key) => key !== '__typename');
  const isPlain = keys.length > 0 && keys.every((key) => !fields.get(key) && !(key in Object.prototype));
  return { write, leaves: isPlain ? keys : undefined };
}

function objectWriter(selections: Selections, writing: Writing): Write<AnsweredObject> {
  const typeOf = typesByName(selections, writing);
  return (object) => typeOf(object.__typename).write(object);
}

/** A subgraph that answers names of types at will does not fill the memory. */
const MAX_TYPES = 1_000;

type Fields = ReadonlyMap<string, Selections | undefined>;

/** What several parts of a selection want of one object is in one object. */
function fieldsOf(
  selections: Selections,
  typename: unknown,
  writing: Writing,
  fields = new Map<string, Selections | undefined>(),
): Fields {
  for (const selection of selections) {
    if (selection.kind === 'Field') {
      const key = selection.alias ?? selection.name;
      const below = selection.selections;
      fields.set(key, below && [...(fields.get(key) ?? []), ...below]);
      continue;
    }
    const { typeCondition } = selection;
    const applies =
      typeCondition && typeof typename === 'string' && writing.isOfType(typename, typeCondition);
    if (applies) fieldsOf(selection.selections, typename, writing, fields);
  }
  return fields;
}

function fieldsWriter(fields: Fields, writing: Writing): Write<AnsweredObject> {
  const writers = [...fields].map(([key, below]) => fieldWriter(key, below, writing));
  return (object) => {
    let text = '';
    for (const write of writers) {
      const written = write(object);
      if (written instanceof Missing) return written;
      text += text === '' || written === '' ? written : `,${written}`;
    }
    return `{${text}}`;
  };
}

/** Writes a member of an object; an empty text for one that is left out. */
function fieldWriter(key: string, below: Selections | undefined, writing: Writing): Write<AnsweredObject> {
  const label = `${JSON.stringify(key)}:`;
  const isInherited = key in Object.prototype;
  const write = below ? valueWriter(objectWriter(below, writing)) : writeLeaf;
  return (object) => {
    const value = isInherited && !Object.hasOwn(object, key) ? undefined : object[key];
    if (value === undefined && writing.partly) return '';
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

/** The entities of both, each once. */
export function joinedEntities(
  a: Pick<Represented, 'entities' | 'objects'>,
  b: Pick<Represented, 'entities' | 'objects'>,
): Pick<Represented, 'entities' | 'objects'> {
  const objectsOf = new Map(a.entities.map((text, index) => [text, a.objects[index]!]));
  for (const [index, text] of b.entities.entries())
    objectsOf.set(text, [...(objectsOf.get(text) ?? []), ...b.objects[index]!]);
  return { entities: [...objectsOf.keys()], objects: [...objectsOf.values()] };
}
