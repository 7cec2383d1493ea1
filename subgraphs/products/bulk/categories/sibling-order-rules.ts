import { placeAmong } from '../../categories/tree-rules.ts';

/** A category's way to its place. */
export interface SiblingMove {
  readonly id: string;
  /** Among the others, from 0. */
  readonly position: number;
}

/**
 * Siblings in the order that lines want, in whatever order the lines stand. Those that no line places keep their order, and
 * the others come between them from the first place to the last. Beyond the last is the end; of two at one place the first
 * line has it.
 * @param wanted places from 0 of some of them, in the order of the lines
 */
export function arranged(siblings: readonly string[], wanted: ReadonlyMap<string, number>): string[] {
  const order = siblings.filter((id) => !wanted.has(id));
  let next = 0;
  for (const [id, position] of [...wanted].toSorted(([, one], [, other]) => one - other)) {
    const place = Math.min(Math.max(position, next), order.length);
    order.splice(place, 0, id);
    next = place + 1;
  }
  return order;
}

/** The fewest moves that arrange siblings, in their order; none of a category that no line places. */
export function movesOf(siblings: readonly string[], wanted: ReadonlyMap<string, number>): SiblingMove[] {
  const order = arranged(siblings, wanted);
  const staying = stayingIn(siblings, order, wanted);
  const moves: SiblingMove[] = [];
  let now = siblings;
  for (const [index, id] of order.entries()) {
    if (staying.has(id)) continue;
    // Who comes before it is in place already, or was never moved: behind that one it is right for good.
    const others = now.filter((other) => other !== id);
    const position = index === 0 ? 0 : others.indexOf(order[index - 1]!) + 1;
    moves.push({ id, position });
    now = placeAmong(now, id, position);
  }
  return moves;
}

interface Chain {
  readonly id: string;
  readonly weight: number;
  readonly before: Chain | undefined;
}

/** As many as possible that stand in the order already, with all of those that no line places. */
function stayingIn(
  siblings: readonly string[],
  order: readonly string[],
  wanted: ReadonlyMap<string, number>,
): ReadonlySet<string> {
  const places = new Map(order.map((id, place) => [id, place]));
  const chains: Chain[] = [];
  for (const id of siblings) {
    const before = heaviest(chains.filter((chain) => places.get(chain.id)! < places.get(id)!));
    // One that no line places outweighs all others: it is in every heaviest chain.
    const own = wanted.has(id) ? 1 : siblings.length + 1;
    chains.push({ id, before, weight: own + (before?.weight ?? 0) });
  }
  const staying = new Set<string>();
  for (let chain = heaviest(chains); chain; chain = chain.before) staying.add(chain.id);
  return staying;
}

function heaviest(chains: readonly Chain[]): Chain | undefined {
  let found: Chain | undefined;
  for (const chain of chains) if (!found || chain.weight > found.weight) found = chain;
  return found;
}
