/** Longer ones are not asked: the graph refuses them. */
const LONGEST_QUERY = 100;

/** What somebody typed into the search field; empty where there is nothing. */
export function typedQuery(search: URLSearchParams): string {
  return [...(search.get('q') ?? '').trim()].slice(0, LONGEST_QUERY).join('').trim();
}
