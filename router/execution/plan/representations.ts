import type { QueryPlanSelectionNode } from '@apollo/query-planner';
import { ABSENT, type AnsweredObject, isObject } from './merge-answer.ts';
import type { IsOfType } from './object-types.ts';

/** What a subgraph needs to know of an entity to tell the rest. */
export type Represent = (entity: AnsweredObject) => Representation;

export type Representation =
  | { readonly kind: 'known'; readonly value: AnsweredObject }
  /** None of what is asked for concerns entities of its type. */
  | { readonly kind: 'notConcerned' }
  /** A field that is needed was not answered; the last object is the one that should hold it, those before it are around it. */
  | { readonly kind: 'missing'; readonly at: readonly MissingKey[] };

export interface MissingKey {
  readonly object: AnsweredObject;
  readonly key: string;
}

/**
 * @param requires of a plan's fetch
 * @param options.partly leaves out what is not there: the planner asks in one for what it needs of several types
 */
export function representer(
  requires: readonly QueryPlanSelectionNode[],
  options: { readonly isOfType: IsOfType; readonly partly?: boolean },
): Represent {
  const collect = collector(requires, options);
  return (entity) => {
    const value: AnsweredObject = {};
    const missing = collect(entity, value);
    if (missing) return missing;
    return value.__typename ? { kind: 'known', value } : NOT_CONCERNED;
  };
}

const NOT_CONCERNED = { kind: 'notConcerned' } as const;

type Missing = Extract<Representation, { kind: 'missing' }>;
/** Adds what is selected of the source. */
type Collect = (source: AnsweredObject, into: AnsweredObject) => Missing | undefined;

interface Collecting {
  readonly isOfType: IsOfType;
  readonly partly?: boolean;
}

function collector(selections: readonly QueryPlanSelectionNode[], collecting: Collecting): Collect {
  const parts = selections.map((selection): Collect => {
    if (selection.kind === 'Field') {
      const below = selection.selections && collector(selection.selections, collecting);
      return fieldCollector(selection.alias ?? selection.name, below, collecting);
    }
    const { typeCondition } = selection;
    const collect = collector(selection.selections, collecting);
    if (!typeCondition) return () => undefined;
    return (source, into) => {
      const typename = source.__typename;
      const applies = typeof typename === 'string' && collecting.isOfType(typename, typeCondition);
      return applies ? collect(source, into) : undefined;
    };
  });
  if (parts.length === 1) return parts[0]!;
  return (source, into) => {
    for (const collect of parts) {
      const missing = collect(source, into);
      if (missing) return missing;
    }
    return undefined;
  };
}

function fieldCollector(key: string, below: Collect | undefined, { partly }: Collecting): Collect {
  return (source, into) => {
    const value = Object.hasOwn(source, key) ? source[key] : undefined;
    if (value === undefined && partly) return undefined;
    if (value === undefined || value === ABSENT) return { kind: 'missing', at: [{ object: source, key }] };
    if (!below) {
      into[key] = value;
      return undefined;
    }
    const missing = collectBelow(value, { into, key, below });
    return missing && { kind: 'missing', at: [{ object: source, key }, ...missing.at] };
  };
}

/** What several parts of a selection want of one object is in one object. */
function collectBelow(
  value: unknown,
  { into, key, below }: { into: AnsweredObject; key: string; below: Collect },
): Missing | undefined {
  if (!isObject(value)) {
    into[key] = value;
    return undefined;
  }
  if (!Array.isArray(value)) {
    const part = isObject(into[key]) ? (into[key] as AnsweredObject) : {};
    into[key] = part;
    return below(value, part);
  }
  const known = Array.isArray(into[key]) ? (into[key] as unknown[]) : [];
  into[key] = known;
  for (const [index, item] of value.entries()) {
    const holder = { item: known[index] } as AnsweredObject;
    const missing = collectBelow(item, { into: holder, key: 'item', below });
    if (missing) return missing;
    known[index] = holder.item;
  }
  return undefined;
}
