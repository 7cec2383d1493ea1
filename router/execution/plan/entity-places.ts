import type { ResponsePath } from '@apollo/query-planner';
import { type AnsweredObject, isObject } from './merge-answer.ts';

/** Keys of objects and indexes of lists, from the root. */
export type Path = readonly (string | number)[];

/** @param path of a plan, in which `@` stands for each item of a list @returns the objects there; what is null is left out */
export function objectsAt(root: unknown, path: ResponsePath): AnsweredObject[] {
  const found: AnsweredObject[] = [];
  walk(root, path, 0, (object) => void found.push(object));
  return found;
}

/** @returns where each of these objects stands; one that several places share has several */
export function placesOf(
  root: unknown,
  path: ResponsePath,
  wanted: ReadonlySet<AnsweredObject>,
): Map<AnsweredObject, Path[]> {
  const places = new Map<AnsweredObject, Path[]>();
  const at: (string | number)[] = [];
  walkWithPath(root, path, 0, at, (object) => {
    if (!wanted.has(object)) return;
    const known = places.get(object);
    if (known) known.push([...at]);
    else places.set(object, [[...at]]);
  });
  return places;
}

function walk(
  value: unknown,
  path: ResponsePath,
  depth: number,
  visit: (object: AnsweredObject) => void,
): void {
  if (!isObject(value)) return;
  if (Array.isArray(value)) {
    const next = path[depth] === '@' ? depth + 1 : depth;
    for (const item of value) walk(item, path, next, visit);
    return;
  }
  if (depth === path.length) visit(value);
  else walk(ownValue(value, String(path[depth])), path, depth + 1, visit);
}

function walkWithPath(
  value: unknown,
  path: ResponsePath,
  depth: number,
  at: (string | number)[],
  visit: (object: AnsweredObject) => void,
): void {
  if (!isObject(value)) return;
  if (Array.isArray(value)) {
    const next = path[depth] === '@' ? depth + 1 : depth;
    for (const [index, item] of value.entries()) {
      at.push(index);
      walkWithPath(item, path, next, at, visit);
      at.pop();
    }
    return;
  }
  if (depth === path.length) {
    visit(value);
    return;
  }
  const key = String(path[depth]);
  at.push(key);
  walkWithPath(ownValue(value, key), path, depth + 1, at, visit);
  at.pop();
}

function ownValue(object: AnsweredObject, key: string): unknown {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}
