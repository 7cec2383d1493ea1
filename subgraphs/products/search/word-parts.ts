/** A word of the catalogue with how many products have it. */
export interface CountedWord {
  readonly word: string;
  readonly count: number;
}

/**
 * Finds the words that a shop's own names are made of, where nothing stands between them: 抹茶大福, 抹茶饅頭 and 栗大福 show
 * that 抹茶 and 大福 are two. A name is cut where both of its halves stand in at least two names, at the place where they
 * do so most often; a name that is not cut is a word.
 */
export function partsOfNames(names: readonly CountedWord[]): Map<string, number> {
  const behind = new Map<string, Set<string>>();
  const before = new Map<string, Set<string>>();
  const short = names.filter(({ word }) => word.length <= LONGEST);
  for (const { word: name } of short) {
    for (let at = 1; at < name.length; at += 1) {
      add(behind, name.slice(0, at), name.slice(at));
      add(before, name.slice(at), name.slice(0, at));
    }
  }
  const parts = new Map<string, number>();
  for (const { word: name, count } of short) {
    const at = bestCut(name);
    const found = at === undefined ? [name] : [name.slice(0, at), name.slice(at)];
    for (const part of found) parts.set(part, (parts.get(part) ?? 0) + count);
  }
  return parts;

  function bestCut(name: string): number | undefined {
    let best: number | undefined;
    let most = LEAST_NEIGHBOURS - 1;
    for (let at = 1; at < name.length; at += 1) {
      if (BEGINS_NO_WORD.includes(name[at]!)) continue;
      const neighbours = Math.min(
        behind.get(name.slice(0, at))?.size ?? 0,
        before.get(name.slice(at))?.size ?? 0,
      );
      if (neighbours > most) [best, most] = [at, neighbours];
    }
    return best;
  }
}

const BEGINS_NO_WORD = 'ァィゥェォッャュョーンヲ';
const LEAST_NEIGHBOURS = 2;
/** Longer ones are sentences. */
const LONGEST = 24;
/** More tell nothing new. */
const MOST_NEIGHBOURS = 50;

function add(map: Map<string, Set<string>>, part: string, neighbour: string): void {
  const known = map.get(part);
  if (known === undefined) map.set(part, new Set([neighbour]));
  else if (known.size < MOST_NEIGHBOURS) known.add(neighbour);
}
