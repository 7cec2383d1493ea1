import {
  type GraphQLOutputType,
  isEnumType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  isSpecifiedScalarType,
} from 'graphql';
import { ABSENT } from '../plan/merge-answer.ts';
import type { ObjectShape, ShapedField, ShapedType } from './answer-shape.ts';
import { leafCheck } from './leaf-values.ts';

/** Something in the answer needs to be explained: `explain-answer.ts` finds out what, and where. */
export const UNEXPLAINED = Symbol('unexplained');

/**
 * What the client asked for, out of what subgraphs have answered. Fast, because it keeps no paths, and because the objects
 * of each type are made by one function that is written for them.
 * @returns {@link UNEXPLAINED} at the first value that is not as the schema promises, or that nobody has answered
 */
export function completeAnswer(shape: ObjectShape, data: object): unknown {
  return completerOf(shape)(data);
}

type Complete = (value: unknown) => unknown;

const completers = new WeakMap<ObjectShape, Complete>();

function completerOf(shape: ObjectShape): Complete {
  const known = completers.get(shape);
  if (known) return known;
  const byType = new Map<unknown, Complete>();
  const completer: Complete = (value) => {
    const typename = (value as { readonly __typename?: unknown }).__typename;
    const complete = byType.get(typename);
    if (complete) return complete(value);
    const fresh = completerOfType(shape, typename);
    if (!fresh) return UNEXPLAINED;
    byType.set(typename, fresh);
    return fresh(value);
  };
  completers.set(shape, completer);
  return completer;
}

function completerOfType(shape: ObjectShape, typename: unknown): Complete | undefined {
  if (typename !== undefined && typename !== null && typeof typename !== 'string') return undefined;
  const shaped = shape.of(typename ?? undefined);
  if (!shaped) return undefined;
  return shaped.isUndecided ? () => UNEXPLAINED : writeCompleter(shaped);
}

/**
 * Writes the function that makes the objects of one type. Of the schema and the operation nothing stands in its text but
 * keys, as JSON strings; all else is given to it as values.
 */
function writeCompleter(shaped: ShapedType): Complete {
  const parts: Complete[] = [];
  const reads: string[] = [];
  const keys: string[] = [];
  for (const [index, field] of shaped.fields.entries()) {
    reads.push(readField(shaped, { field, variable: `v${index}`, parts }));
    // In an object literal, a plain `__proto__` would be no key.
    keys.push(`[${textOf(field.key)}]: v${index}`);
  }
  const text = `'use strict';\nreturn (object) => {\n${reads.join('\n')}\nreturn { ${keys.join(', ')} };\n};`;
  const make = new Function('parts', 'ABSENT', 'UNEXPLAINED', text);
  return make(parts, ABSENT, UNEXPLAINED) as Complete;
}

interface ReadField {
  readonly field: ShapedField;
  readonly variable: string;
  readonly parts: Complete[];
}

function readField(shaped: ShapedType, { field, variable, parts }: ReadField): string {
  if (field.name === '__typename')
    // A subgraph may know an object by an interface alone, whose name is no answer.
    return isObjectType(shaped.type)
      ? `const ${variable} = ${textOf(shaped.type.name)};`
      : 'return UNEXPLAINED;';
  const key = textOf(field.from);
  const read =
    field.from in Object.prototype
      ? `Object.hasOwn(object, ${key}) ? object[${key}] : undefined`
      : `object[${key}]`;
  const isRequired = isNonNullType(field.type);
  const type = isRequired ? field.type.ofType : field.type;
  const absent = isRequired
    ? 'return UNEXPLAINED;'
    : `if (${variable} === null || ${variable} === ABSENT) ${variable} = null; else return UNEXPLAINED;`;
  const check = isLeafType(type) && leafText(type, variable);
  if (check) return `let ${variable} = ${read};\nif (!(${check})) { ${absent} }`;
  parts.push(completeValue(field.type, field.below));
  return `const ${variable} = parts[${parts.length - 1}](${read});\nif (${variable} === UNEXPLAINED) return UNEXPLAINED;`;
}

/** A check that is short enough to stand where it is needed. */
function leafText(type: GraphQLOutputType, variable: string): string | undefined {
  if (isEnumType(type) || !isLeafType(type) || !isSpecifiedScalarType(type)) return undefined;
  switch (type.name) {
    case 'Boolean':
      return `typeof ${variable} === 'boolean'`;
    case 'Int':
      return `Number.isInteger(${variable})`;
    case 'Float':
      return `Number.isFinite(${variable})`;
    case 'ID':
      return `typeof ${variable} === 'string' || Number.isInteger(${variable})`;
    default:
      return `typeof ${variable} === 'string'`;
  }
}

/** Two ends of a line are characters of JSON and none of a program's text in older engines. */
function textOf(key: string): string {
  return JSON.stringify(key);
}

function completeValue(type: GraphQLOutputType, below: ObjectShape | undefined): Complete {
  if (isNonNullType(type)) {
    const nullable = completeValue(type.ofType, below);
    return (value) => {
      const completed = nullable(value);
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
  if (!below) return () => UNEXPLAINED;
  const completeObject = completerOf(below);
  return (value) => {
    if (value === null || value === ABSENT) return null;
    return typeof value === 'object' && !Array.isArray(value) ? completeObject(value) : UNEXPLAINED;
  };
}

function completeList(completeItem: Complete): Complete {
  return (value) => {
    if (value === null || value === ABSENT) return null;
    if (!Array.isArray(value)) return UNEXPLAINED;
    const items = new Array(value.length);
    for (let index = 0; index < value.length; index += 1) {
      const completed = completeItem(value[index]);
      if (completed === UNEXPLAINED) return UNEXPLAINED;
      items[index] = completed;
    }
    return items;
  };
}
