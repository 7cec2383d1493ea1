import type { ResponsePath } from '@apollo/query-planner';
import { type AnsweredObject, isObject, readText } from './merge-answer.ts';

/** Keys of objects and indexes of lists, from the root. */
export type Path = readonly (string | number)[];

/** @returns the objects at one path of an answer; what is null is left out, and lists where the path has none */
export type FindObjects = (root: unknown) => AnsweredObject[];

/** @param path of a plan, in which `@` stands for each item of a list */
export function objectFinder(path: ResponsePath): FindObjects {
  let walk: Walk | undefined;
  return (root) => {
    walk ??= writeWalk(path.map(String));
    const found: AnsweredObject[] = [];
    walk(root, found);
    return found;
  };
}

/** Adds the objects that are found below a value. */
type Walk = (value: unknown, found: AnsweredObject[]) => void;

/**
 * Writes a function for each part of the path, since one for all parts reads every property as if it had never seen one like it.
 * Of what was asked nothing stands in their text but keys, as JSON strings.
 */
function writeWalk(path: readonly string[]): Walk {
  const isObject = `typeof value === 'object' && value !== null && !Array.isArray(value)`;
  const steps = path.map((key, depth) => {
    const next = `at${depth + 1}`;
    return key === '@'
      ? `if (Array.isArray(value)) for (const item of value) ${next}(item, found);`
      : `if (${isObject}) ${next}(${readText('value', key)}, found);`;
  });
  const functions = [...steps, `if (${isObject}) found.push(value);`].map(
    (step, depth) => `function at${depth}(value, found) { ${step} }`,
  );
  return new Function(`'use strict';\n${functions.join('\n')}\nreturn at0;`)() as Walk;
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
    if (path[depth] !== '@') return;
    for (const [index, item] of value.entries()) {
      at.push(index);
      walkWithPath(item, path, depth + 1, at, visit);
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
