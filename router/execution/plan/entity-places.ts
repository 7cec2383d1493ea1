import type { ResponsePath } from '@apollo/query-planner';
import { type AnsweredObject, isObject } from './merge-answer.ts';

/** Keys of objects and indexes of lists, from the root. */
export type Path = readonly (string | number)[];

/** @returns the objects at one path of an answer; what is null is left out */
export type FindObjects = (root: unknown) => AnsweredObject[];

/** @param path of a plan, in which `@` stands for each item of a list */
export function objectFinder(path: ResponsePath): FindObjects {
  const walk = walker(path.map(String), 0);
  return (root) => {
    const found: AnsweredObject[] = [];
    walk(root, found);
    return found;
  };
}

/** Adds the objects that are found below a value. */
type Walk = (value: unknown, found: AnsweredObject[]) => void;

function walker(path: readonly string[], depth: number): Walk {
  if (depth === path.length) return addObjects;
  const key = path[depth]!;
  const next = walker(path, depth + 1);
  const ofObject = objectWalk(key, next);
  if (key === '@')
    return (value, found) => {
      if (Array.isArray(value)) for (const item of value) next(item, found);
      else ofObject(value, found);
    };
  const walk: Walk = (value, found) => {
    if (Array.isArray(value)) for (const item of value) walk(item, found);
    else ofObject(value, found);
  };
  return walk;
}

/** What every object of JavaScript has is no answer of a subgraph. */
function objectWalk(key: string, next: Walk): Walk {
  if (key in Object.prototype)
    return (value, found) => {
      if (isObject(value) && Object.hasOwn(value, key)) next(value[key], found);
    };
  return (value, found) => {
    if (isObject(value)) next(value[key], found);
  };
}

function addObjects(value: unknown, found: AnsweredObject[]): void {
  if (Array.isArray(value)) for (const item of value) addObjects(item, found);
  else if (isObject(value)) found.push(value);
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
