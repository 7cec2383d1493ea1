import type { Path } from '../plan/entity-places.ts';
import { isObject } from '../plan/merge-answer.ts';
import type { ObjectShape, ShapedField, ShapedType } from './answer-shape.ts';

/**
 * @param path in what subgraphs have answered
 * @returns the same place in the client's answer, or the nearest around it: what the client did not ask for is not shown
 */
export function visiblePath(shape: ObjectShape, data: unknown, path: Path): Path {
  const visible: (string | number)[] = [];
  let at: unknown = data;
  let below: ObjectShape | undefined = shape;
  for (const part of path) {
    if (typeof part === 'number') {
      visible.push(part);
      at = Array.isArray(at) ? at[part] : undefined;
      continue;
    }
    const field: ShapedField | undefined = below && fieldAnsweredAs(below, at, part);
    if (!field) return visible;
    visible.push(field.key);
    below = field.below;
    at = isObject(at) ? at[part] : undefined;
  }
  return visible;
}

/** @returns the client's field that is answered under a key; undefined where it did not ask for it here */
export function fieldAnsweredAs(shape: ObjectShape, object: unknown, key: string): ShapedField | undefined {
  for (const shaped of typesOf(shape, object)) {
    const field = shaped.fields.find(({ from }) => from === key);
    if (field) return field;
  }
  return undefined;
}

/** Where an object has become null, it may have been of any type. */
export function typesOf(shape: ObjectShape, object: unknown): readonly ShapedType[] {
  const typename = isObject(object) ? object.__typename : undefined;
  const typenames = typeof typename === 'string' ? [typename] : [undefined, ...shape.possibleTypes()];
  return typenames.flatMap((each) => shape.of(each) ?? []);
}
