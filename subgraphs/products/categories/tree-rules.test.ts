import { describe, expect, it } from 'vitest';
import { MAX_CHILDREN, MAX_DEPTH } from '../catalogue/category.ts';
import { childrenOf, placeAmong, refuseMove, subtreeOf, type TreeNode } from './tree-rules.ts';

const node = (id: string, parentId: string | null, retired = false): TreeNode => ({ id, parentId, retired });
const tree = [
  node('food', null),
  node('drinks', null),
  node('sweets', 'food'),
  node('cake', 'sweets'),
  node('old', null, true),
];
/** `0` at the top, below it `1`, and so on. */
const chain = (levels: number) =>
  Array.from({ length: levels }, (_, level) => node(`${level}`, level === 0 ? null : `${level - 1}`));

describe('a category', () => {
  it('moves below another one, to the top, and stays where it is', () => {
    for (const parent of ['drinks', 'food', null]) expect(refuseMove(tree, 'sweets', parent)).toBeUndefined();
  });

  it('never stands below itself', () => {
    for (const parent of ['food', 'sweets', 'cake']) expect(refuseMove(tree, 'food', parent)).toBe('CYCLE');
  });

  it('stands below what there is and what is not retired', () => {
    expect(refuseMove(tree, 'cake', 'none')).toBe('UNKNOWN');
    expect(refuseMove(tree, 'cake', 'old')).toBe('RETIRED');
  });

  it('takes what is below it no deeper than the tree may be', () => {
    const deep = [...chain(MAX_DEPTH - 2), node('a', null), node('b', 'a'), node('c', 'b')];
    expect(refuseMove(deep, 'b', `${MAX_DEPTH - 3}`)).toBeUndefined();
    expect(refuseMove(deep, 'a', `${MAX_DEPTH - 3}`)).toBe('TOO_DEEP');
  });

  it('finds room among at most two hundred, of which it may be one', () => {
    const full = Array.from({ length: MAX_CHILDREN }, (_, index) => node(`c${index}`, 'food'));
    expect(refuseMove([node('food', null), node('x', null), ...full], 'x', 'food')).toBe('FULL');
    expect(refuseMove([node('food', null), ...full], 'c0', 'food')).toBeUndefined();
  });

  it('takes any place among its siblings', () => {
    expect(placeAmong(['a', 'b', 'c'], 'c', 0)).toEqual(['c', 'a', 'b']);
    expect(placeAmong(['a', 'b', 'c'], 'a', 1)).toEqual(['b', 'a', 'c']);
    expect(placeAmong(['a', 'b'], 'x', 99)).toEqual(['a', 'b', 'x']);
  });

  it('has everything below it in its part of the tree', () => {
    expect(subtreeOf(tree, 'food')).toEqual(['food', 'sweets', 'cake']);
    expect(childrenOf(tree, null)).toEqual(['food', 'drinks', 'old']);
  });
});
