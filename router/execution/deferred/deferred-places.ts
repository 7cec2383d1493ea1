import type { ObjectShape } from '../answer/answer-shape.ts';
import type { Path } from '../plan/entity-places.ts';
import { isObject } from '../plan/merge-answer.ts';

/** A part of an answer, or where one begins. */
export interface Place {
  readonly shape: ObjectShape;
  /** In what subgraphs have answered. */
  readonly at: Path;
  /** In the client's answer. */
  readonly path: Path;
}

export interface DeferredPlace extends Place {
  /** The router's label. */
  readonly planned: string;
  /** Keys of the object that the client has; shared by all parts of it. */
  readonly known: Set<string>;
}

interface Told {
  readonly source: unknown;
  readonly answer: unknown;
  readonly known?: Set<string>;
}

/** @returns what is deferred in a part that the client is told: of what became null there is nothing */
export function deferredPlaces(place: Place, told: Told): DeferredPlace[] {
  const found: DeferredPlace[] = [];
  find(place, told, found);
  return found;
}

function find(place: Place, { source, answer, known }: Told, found: DeferredPlace[]): void {
  if (!isObject(answer) || !isObject(source)) return;
  const { shape, at, path } = place;
  if (Array.isArray(answer)) {
    for (const [index, item] of answer.entries()) {
      const inList = { shape, at: [...at, index], path: [...path, index] };
      find(inList, { source: (source as unknown as readonly unknown[])[index], answer: item }, found);
    }
    return;
  }
  const { __typename: typename } = source;
  const shaped = shape.of(typeof typename === 'string' ? typename : undefined);
  if (!shaped) return;
  const keys = known ?? new Set(Object.keys(answer));
  for (const { label, shape: later } of shaped.deferred)
    found.push({ shape: later, at, path, planned: label, known: keys });
  for (const { below, from, key } of shaped.fields) {
    if (!below) continue;
    const next = { shape: below, at: [...at, from], path: [...path, key] };
    find(next, { source: source[from], answer: answer[key] }, found);
  }
}
