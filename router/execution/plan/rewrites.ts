import type { FetchDataRewrite } from '@apollo/query-planner';
import { type AnsweredObject, isObject } from './merge-answer.ts';
import type { IsOfType } from './object-types.ts';

/** Changes an object in place, and what is below it. */
export type Rewrite = (value: unknown) => void;

const FRAGMENT = '... on ';

/** What the planner wants changed in what a subgraph is sent, or has answered. Keys are renamed where they are there, whatever they hold. */
export function rewriter(
  rewrites: readonly FetchDataRewrite[] | undefined,
  isOfType: IsOfType,
): Rewrite | undefined {
  if (!rewrites || rewrites.length === 0) return undefined;
  const each = rewrites.map((rewrite) => {
    const change = changeOf(rewrite);
    return (value: unknown) => applyAt(value, { path: rewrite.path, depth: 0, isOfType, change });
  });
  return (value) => {
    for (const apply of each) apply(value);
  };
}

type Change = (object: AnsweredObject) => void;

function changeOf(rewrite: FetchDataRewrite): Change {
  const key = rewrite.path[rewrite.path.length - 1]!;
  if (rewrite.kind === 'ValueSetter')
    return (object) => {
      object[key] = rewrite.setValueTo;
    };
  const { renameKeyTo } = rewrite;
  return (object) => {
    const value = object[key];
    if (value === undefined || !Object.hasOwn(object, key)) return;
    object[renameKeyTo] = value;
    object[key] = undefined;
  };
}

interface Place {
  readonly path: readonly string[];
  readonly depth: number;
  readonly isOfType: IsOfType;
  readonly change: Change;
}

function applyAt(value: unknown, place: Place): void {
  if (Array.isArray(value)) {
    for (const item of value) applyAt(item, place);
    return;
  }
  if (!isObject(value)) return;
  const { path, depth, change } = place;
  if (depth === path.length - 1) {
    change(value);
    return;
  }
  const element = path[depth]!;
  const next = { ...place, depth: depth + 1 };
  if (element.startsWith(FRAGMENT)) {
    if (isOf(value, element.slice(FRAGMENT.length), place.isOfType)) applyAt(value, next);
    return;
  }
  if (Object.hasOwn(value, element)) applyAt(value[element], next);
}

/** An object that does not say its type can only be of the one that was asked for. */
function isOf({ __typename: typename }: AnsweredObject, condition: string, isOfType: IsOfType): boolean {
  return typeof typename !== 'string' || isOfType(typename, condition);
}
