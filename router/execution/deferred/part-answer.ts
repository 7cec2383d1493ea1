import { GraphQLError } from 'graphql';
import type { ObjectShape, ShapedField } from '../answer/answer-shape.ts';
import { completeAnswer, UNEXPLAINED } from '../answer/complete-answer.ts';
import { explainAnswer } from '../answer/explain-answer.ts';
import { fieldAnsweredAs, typesOf } from '../answer/visible-path.ts';
import type { Path } from '../plan/entity-places.ts';
import { type AnsweredObject, isObject } from '../plan/merge-answer.ts';
import { failureError, type Gathered, type GatheredError, subgraphError } from '../plan/subgraph-answers.ts';

/** Where one part of an answer stands. */
export interface PartPlace {
  /** The object that it tells of; undefined where it is gone. */
  readonly object: AnsweredObject | undefined;
  /** In what subgraphs have answered. */
  readonly at: Path;
  /** In the client's answer. */
  readonly path: Path;
  /** Of the fetches that are for this part; undefined for what comes at once. */
  readonly label: string | undefined;
}

/** What the parts before have told, so that it is told once. */
export interface ToldErrors {
  readonly ofSubgraphs: Set<GatheredError>;
  /** Places in the client's answer, as JSON. */
  readonly places: Set<string>;
}

export interface PartAnswer {
  /** Null when something is missing that the schema promises. */
  readonly data: Record<string, unknown> | null;
  readonly errors: readonly GraphQLError[];
  readonly incomplete: readonly GraphQLError[];
}

/** Makes one part of the client's answer. A part that is null says why, though another has said so before. */
export function partAnswer(
  shape: ObjectShape,
  gathered: Gathered,
  { place, told }: { readonly place: PartPlace; readonly told: ToldErrors },
): PartAnswer {
  const { object = {}, path } = place;
  const here = gathered.errors.flatMap((error) => errorWithin(shape, { error, place, told }) ?? []);
  const complete = completeAnswer(shape, object);
  const explained =
    complete === UNEXPLAINED
      ? explainAnswer(
          shape,
          { ...gathered, data: object },
          here.map((each) => each.path),
        )
      : { data: complete, failed: [], incomplete: [] };
  const data = explained.data as Record<string, unknown> | null;
  const isNew = (at: Path) => {
    const key = JSON.stringify(at);
    const known = told.places.has(key);
    told.places.add(key);
    return !known || data === null;
  };
  const reported = here.filter(({ error }) => data === null || !told.ofSubgraphs.has(error));
  for (const { error } of reported) told.ofSubgraphs.add(error);
  const whole = (below: Path) => [...path, ...below];
  return {
    data,
    errors: [
      ...reported.map(({ error, path: below }) => subgraphError(error, error.path && whole(below))),
      ...explained.failed
        .map(({ failure, path: below }) => ({ failure, path: whole(below) }))
        .filter((each) => isNew(each.path))
        .map((each) => failureError(each.failure, each.path)),
    ],
    incomplete: explained.incomplete
      .map(({ message, path: below = [] }) => new GraphQLError(message, { path: whole(below) }))
      .filter((error) => isNew(error.path!)),
  };
}

interface ErrorHere {
  readonly error: GatheredError;
  /** From the part on. */
  readonly path: Path;
}

/** @returns undefined when the error belongs elsewhere, or to a part that is still to come */
function errorWithin(
  shape: ObjectShape,
  {
    error,
    place,
    told,
  }: { readonly error: GatheredError; readonly place: PartPlace; readonly told: ToldErrors },
): ErrorHere | undefined {
  const isOwn = error.part === place.label;
  if (!error.path) return isOwn && !told.ofSubgraphs.has(error) ? { error, path: [] } : undefined;
  if (!place.at.every((part, index) => error.path![index] === part)) return undefined;
  const seen = seenWithin(shape, place.object, error.path.slice(place.at.length));
  if (!seen || !(seen.isWhole || isOwn)) return undefined;
  return { error, path: seen.path };
}

/**
 * @returns the place in the part, or the nearest around it where nobody asked for it; undefined where a part that comes
 *   later asks for it
 */
function seenWithin(
  shape: ObjectShape,
  object: unknown,
  path: Path,
): { readonly path: Path; readonly isWhole: boolean } | undefined {
  const seen: (string | number)[] = [];
  let at = object;
  let below: ObjectShape | undefined = shape;
  for (const part of path) {
    if (typeof part === 'number') {
      seen.push(part);
      at = Array.isArray(at) ? at[part] : undefined;
      continue;
    }
    const field: ShapedField | undefined = below && fieldAnsweredAs(below, at, part);
    // What is null has no parts to come.
    if (!field && below && isObject(at) && comesLater(below, at, part)) return undefined;
    if (!field) return { path: seen, isWhole: false };
    seen.push(field.key);
    below = field.below;
    at = isObject(at) ? at[part] : undefined;
  }
  return { path: seen, isWhole: true };
}

function comesLater(shape: ObjectShape, object: unknown, key: string): boolean {
  return typesOf(shape, object).some(({ deferred }) =>
    deferred.some(
      ({ shape: later }) =>
        fieldAnsweredAs(later, object, key) !== undefined || comesLater(later, object, key),
    ),
  );
}
