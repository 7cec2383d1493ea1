import {
  type GraphQLCompositeType,
  type GraphQLOutputType,
  isCompositeType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
} from 'graphql';
import { ABSENT } from '../plan/merge-answer.ts';
import type { ObjectShape, ShapedField, ShapedType } from './answer-shape.ts';
import { leafCheck } from './leaf-values.ts';

/** Something in the answer needs to be explained: `explain-answer.ts` finds out what, and where. */
export const UNEXPLAINED = Symbol('unexplained');

/**
 * What the client asked for, out of what subgraphs have answered. Fast, because it keeps no paths.
 * @returns {@link UNEXPLAINED} at the first value that is not as the schema promises, or that nobody has answered
 */
export function completeAnswer(shape: ObjectShape, data: object): unknown {
  return completerOf(shape)(data);
}

type Complete = (value: unknown, parent: AnsweredObject) => unknown;
type AnsweredObject = Readonly<Record<string, unknown>>;

/** Objects of answers: a key such as `__proto__` is a key like any other, and all of one shape are laid out alike. */
export const AnswerObject = function AnswerObject() {} as unknown as new () => Record<string, unknown>;
AnswerObject.prototype = Object.create(null);

const completers = new WeakMap<ObjectShape, (value: object) => unknown>();

function completerOf(shape: ObjectShape): (value: object) => unknown {
  const known = completers.get(shape);
  if (known) return known;
  const byType = new Map<unknown, Fields | undefined>();
  const completer = (value: object) => {
    const typename = (value as AnsweredObject).__typename;
    let fields = byType.get(typename);
    if (!fields) {
      fields = fieldsOf(shape, typename);
      if (!fields) return UNEXPLAINED;
      byType.set(typename, fields);
    }
    return completeFields(fields, value as AnsweredObject);
  };
  completers.set(shape, completer);
  return completer;
}

type Fields = readonly { readonly key: string; readonly from: string; readonly complete: Complete }[];

function fieldsOf(shape: ObjectShape, typename: unknown): Fields | undefined {
  if (typename !== undefined && typename !== null && typeof typename !== 'string') return undefined;
  const shaped = shape.of(typename ?? undefined);
  return shaped?.fields.map((field) => ({
    key: field.key,
    from: field.from,
    complete: completeField(shaped, field),
  }));
}

function completeFields(fields: Fields, value: AnsweredObject): unknown {
  const answer = new AnswerObject();
  for (const { key, from, complete } of fields) {
    const completed = complete(value[from], value);
    if (completed === UNEXPLAINED) return UNEXPLAINED;
    answer[key] = completed;
  }
  return answer;
}

function completeField(shaped: ShapedType, field: ShapedField): Complete {
  if (field.name === '__typename') return typenameOf(shaped.type);
  return completeValue(field.type, field.below);
}

/** A subgraph may know an object by an interface alone; its name is no answer to `__typename`. */
function typenameOf(type: GraphQLCompositeType): Complete {
  return isObjectType(type) ? () => type.name : () => UNEXPLAINED;
}

function completeValue(type: GraphQLOutputType, below: ObjectShape | undefined): Complete {
  if (isNonNullType(type)) {
    const nullable = completeValue(type.ofType, below);
    return (value, parent) => {
      const completed = nullable(value, parent);
      return completed === null ? UNEXPLAINED : completed;
    };
  }
  if (isListType(type)) return completeList(completeValue(type.ofType, below));
  if (isLeafType(type)) {
    const isValid = leafCheck(type);
    return (value) => {
      if (value === null || value === ABSENT) return null;
      return value !== undefined && isValid(value) ? value : UNEXPLAINED;
    };
  }
  if (!isCompositeType(type) || !below) return () => UNEXPLAINED;
  const completeObject = completerOf(below);
  return (value) => {
    if (value === null || value === ABSENT) return null;
    return typeof value === 'object' && !Array.isArray(value) ? completeObject(value) : UNEXPLAINED;
  };
}

function completeList(completeItem: Complete): Complete {
  return (value, parent) => {
    if (value === null || value === ABSENT) return null;
    if (!Array.isArray(value)) return UNEXPLAINED;
    const items = new Array(value.length);
    for (let index = 0; index < value.length; index += 1) {
      const completed = completeItem(value[index], parent);
      if (completed === UNEXPLAINED) return UNEXPLAINED;
      items[index] = completed;
    }
    return items;
  };
}
