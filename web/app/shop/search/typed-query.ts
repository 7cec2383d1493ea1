/** Longer ones are not asked: the graph refuses them. */
const LONGEST_QUERY = 100;

/** What somebody typed into the search field, without what no text may hold; empty where there is nothing. */
export function typedQuery(search: URLSearchParams): string {
  const typed = (search.get('q') ?? '').replaceAll(/\p{Cc}/gu, ' ').trim();
  return [...typed].slice(0, LONGEST_QUERY).join('').trim();
}
