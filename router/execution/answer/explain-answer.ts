import {
  type GraphQLCompositeType,
  GraphQLError,
  type GraphQLOutputType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
} from 'graphql';
import type { Path } from '../plan/entity-places.ts';
import type { Failure } from '../plan/failures.ts';
import { ABSENT, type AnsweredObject, isObject } from '../plan/merge-answer.ts';
import type { Gathered } from '../plan/subgraph-answers.ts';
import type { ObjectShape, ShapedField, ShapedType } from './answer-shape.ts';
import { leafCheck } from './leaf-values.ts';

/** A key such as `__proto__` is a key like any other. */
const AnswerObject = function AnswerObject() {} as unknown as new () => Record<string, unknown>;
AnswerObject.prototype = Object.create(null);

/** An answer that is not all there, with what can be said of each part that is missing. */
export interface ExplainedAnswer {
  readonly data: unknown;
  /** What a subgraph should have told, by the place in the client's answer. */
  readonly failed: readonly { readonly path: Path; readonly failure: Failure }[];
  /** What the schema promises and nobody has answered, without any error that says why. */
  readonly incomplete: readonly GraphQLError[];
}

/** As `complete-answer.ts`, with the paths. @param reported where errors are already, in the client's answer */
export function explainAnswer(
  shape: ObjectShape,
  { data, failures }: Gathered,
  reported: readonly Path[],
): ExplainedAnswer {
  const explaining: Explaining = {
    failureOf: failures.of,
    explained: explainedBy(reported),
    failed: [],
    incomplete: [],
    path: [],
  };
  const answer = objectOf(explaining, { shape, value: data, failure: undefined });
  return {
    data: answer === BROKEN ? null : answer,
    failed: explaining.failed,
    incomplete: explaining.incomplete,
  };
}

interface Explaining {
  readonly failureOf: (object: AnsweredObject, key: string) => Failure | undefined;
  readonly explained: (path: Path) => boolean;
  readonly failed: { path: Path; failure: Failure }[];
  readonly incomplete: GraphQLError[];
  /** Of the value that is looked at. */
  readonly path: (string | number)[];
}

/** A value that may not be null and is: its parent becomes null. */
const BROKEN = Symbol('broken');

interface Value {
  readonly type: GraphQLOutputType;
  readonly below: ObjectShape | undefined;
  readonly value: unknown;
  /** Of what is around it. */
  readonly failure: Failure | undefined;
  /** For messages of the log. */
  readonly coordinate: string;
}

function objectOf(
  explaining: Explaining,
  {
    shape,
    value,
    failure,
  }: { readonly shape: ObjectShape; readonly value: AnsweredObject; readonly failure: Failure | undefined },
): unknown {
  const typename = value.__typename;
  const shaped =
    typename === undefined || typename === null || typeof typename === 'string'
      ? shape.of(typename ?? undefined)
      : undefined;
  if (!shaped) return invalid(explaining, `${String(typename)} is no type of objects of this graph`);
  tellWhatIsUndecided(explaining, shaped, value);
  const answer = new AnswerObject();
  let isBroken = false;
  // All of its fields, though the first may take it away: what has failed is told, wherever it stood.
  for (const field of shaped.fields) {
    explaining.path.push(field.key);
    const part = fieldOf(explaining, { parent: shaped.type, field, object: value, failure });
    explaining.path.pop();
    isBroken ||= part === BROKEN;
    answer[field.key] = part;
  }
  return isBroken ? BROKEN : answer;
}

/** Who should have told the type has failed: nobody knows whether what is asked of some types belongs to the object. */
function tellWhatIsUndecided(explaining: Explaining, shaped: ShapedType, object: AnsweredObject): void {
  if (!shaped.isUndecided || shaped.fields.some(({ name }) => name === '__typename')) return;
  const failure = explaining.failureOf(object, '__typename');
  if (failure) tell(explaining, failure);
  else if (typeof object.__typename !== 'string') invalid(explaining, `${shaped.type.name} has no type`);
}

interface FieldOf {
  readonly parent: GraphQLCompositeType;
  readonly field: ShapedField;
  readonly object: AnsweredObject;
  readonly failure: Failure | undefined;
}

function fieldOf(explaining: Explaining, { parent, field, object, failure }: FieldOf): unknown {
  const coordinate = `${parent.name}.${field.name}`;
  if (field.name === '__typename') {
    if (isObjectType(parent)) return parent.name;
    return broken(
      explaining,
      explaining.failureOf(object, '__typename') ?? failure,
      `${coordinate} is known by an interface alone`,
    );
  }
  return valueAt(explaining, {
    type: field.type,
    below: field.below,
    value: object[field.from],
    failure: explaining.failureOf(object, field.from) ?? failure,
    coordinate,
  });
}

function valueAt(explaining: Explaining, wanted: Value): unknown {
  const { type, value, failure, coordinate } = wanted;
  if (isNonNullType(type)) return presentAt(explaining, { ...wanted, type: type.ofType });
  if (value === null || value === ABSENT) return null;
  if (value === undefined) return missing(explaining, failure, coordinate);
  if (isListType(type)) return listOf(explaining, { ...wanted, type: type.ofType });
  if (isLeafType(type))
    return leafCheck(type)(value) ? value : invalid(explaining, `${coordinate} has a value of another type`);
  if (!isObject(value) || Array.isArray(value) || !wanted.below)
    return invalid(explaining, `${coordinate} is no object`);
  const answer = objectOf(explaining, { shape: wanted.below, value, failure });
  return answer === BROKEN ? null : answer;
}

/** A value that may not be null. What broke below it has been told. */
function presentAt(explaining: Explaining, wanted: Value): unknown {
  const { value, failure, coordinate } = wanted;
  const told = () => explaining.failed.length + explaining.incomplete.length;
  const before = told();
  const answer = valueAt(explaining, wanted);
  if (answer !== null) return answer;
  if (told() > before) return BROKEN;
  return broken(explaining, value === undefined ? failure : undefined, `${coordinate} is null`);
}

function listOf(explaining: Explaining, wanted: Value): unknown {
  const { value, coordinate } = wanted;
  if (!Array.isArray(value)) return invalid(explaining, `${coordinate} is no list`);
  let isBroken = false;
  const items = value.map((item, index) => {
    explaining.path.push(index);
    const part = valueAt(explaining, { ...wanted, value: item });
    explaining.path.pop();
    isBroken ||= part === BROKEN;
    return part;
  });
  return isBroken ? null : items;
}

/** Nobody has told this, neither a value nor null. */
function missing(explaining: Explaining, failure: Failure | undefined, coordinate: string): null {
  if (failure) tell(explaining, failure);
  else invalid(explaining, `${coordinate} was not answered`);
  return null;
}

function broken(explaining: Explaining, failure: Failure | undefined, reason: string): typeof BROKEN {
  if (failure) tell(explaining, failure);
  else invalid(explaining, reason);
  return BROKEN;
}

function tell({ failed, path }: Explaining, failure: Failure): void {
  if (failure.error !== undefined) failed.push({ path: [...path], failure });
}

function invalid({ incomplete, explained, path }: Explaining, reason: string): null {
  if (!explained(path)) incomplete.push(new GraphQLError(reason, { path: [...path] }));
  return null;
}

/** An error explains what is null in its place, around it, and below it. */
function explainedBy(reported: readonly Path[]): (path: Path) => boolean {
  if (reported.length === 0) return () => false;
  const exact = new Set<string>();
  const around = new Set<string>();
  for (const path of reported) {
    exact.add(JSON.stringify(path));
    for (let length = 0; length <= path.length; length += 1)
      around.add(JSON.stringify(path.slice(0, length)));
  }
  return (path) => {
    if (around.has(JSON.stringify(path))) return true;
    for (let length = 1; length < path.length; length += 1)
      if (exact.has(JSON.stringify(path.slice(0, length)))) return true;
    return false;
  };
}
