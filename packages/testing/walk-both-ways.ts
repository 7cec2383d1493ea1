/** A page of a list as a test reads it. */
export interface WalkedPage {
  readonly nodes: readonly { readonly id: string }[];
  readonly pageInfo: {
    readonly hasNextPage: boolean;
    readonly hasPreviousPage: boolean;
    readonly startCursor: string | null;
    readonly endCursor: string | null;
  };
}

/** What a page needs to be walked through: for the selection of a connection. */
export const WALKED = 'nodes { id } pageInfo { hasNextPage hasPreviousPage startCursor endCursor }';

/**
 * Reads a list page by page, from either end: ids in the order of the list. Stops with an error when it does not end.
 * @param ask answers a page for GraphQL's arguments: `first: 2, after: "…"`
 * @param between runs after each page
 */
export async function walkBothWays(
  ask: (args: string) => Promise<WalkedPage>,
  size: number,
  between: () => Promise<void> = async () => {},
): Promise<{ readonly forwards: string[]; readonly backwards: string[] }> {
  const forwards: string[] = [];
  const backwards: string[] = [];
  const idsOf = ({ nodes }: WalkedPage) => nodes.map(({ id }) => id);
  for (let [args, more, pages] = [`first: ${size}`, true, 0]; more; pages += 1) {
    if (pages > MOST_PAGES) throw new Error('The list does not end');
    const page = await ask(args);
    forwards.push(...idsOf(page));
    [args, more] = [`first: ${size}, after: "${page.pageInfo.endCursor}"`, page.pageInfo.hasNextPage];
    await between();
  }
  for (let [args, more, pages] = [`last: ${size}`, true, 0]; more; pages += 1) {
    if (pages > MOST_PAGES) throw new Error('The list does not begin');
    const page = await ask(args);
    backwards.unshift(...idsOf(page));
    [args, more] = [`last: ${size}, before: "${page.pageInfo.startCursor}"`, page.pageInfo.hasPreviousPage];
    await between();
  }
  return { forwards, backwards };
}

/** @returns the ids of both walks that were there before them; those that were shown twice stand there twice */
export function walkedOf(
  walked: { readonly forwards: readonly string[]; readonly backwards: readonly string[] },
  before: readonly string[],
): string[][] {
  const isTold = (id: string, place: number, seen: readonly string[]) =>
    before.includes(id) || seen.indexOf(id) !== place;
  return [walked.forwards, walked.backwards].map((seen) => seen.filter(isTold));
}

const MOST_PAGES = 200;
