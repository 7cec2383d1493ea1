import type { Sql } from '@depachika/database/database.ts';
import type { RowsBetween } from '@depachika/graphql/connection.ts';
import type { SearchCount } from './search-count.ts';

/** Adds to the counts of days: one statement. More choices than searches are not believed. */
export async function addSearchCounts(sql: Sql, counts: readonly SearchCount[]): Promise<void> {
  await sql.query(
    `INSERT INTO catalog.search_counts AS known (date, phrase, typed, searches, without_results, chosen)
     SELECT date, phrase, typed, searches, "withoutResults", LEAST(searches, chosen)
     FROM jsonb_to_recordset($1::jsonb) AS c (date date, phrase text, typed text, searches int, "withoutResults" int,
       chosen int)
     WHERE searches > 0 OR EXISTS (
       SELECT FROM catalog.search_counts earlier WHERE earlier.date = c.date AND earlier.phrase = c.phrase)
     ORDER BY date, phrase
     ON CONFLICT (date, phrase) DO UPDATE SET searches = known.searches + excluded.searches,
       without_results = known.without_results + excluded.without_results,
       chosen = LEAST(known.searches + excluded.searches, known.chosen + excluded.chosen)`,
    [JSON.stringify(counts)],
  );
}

/** What was counted long ago is of no use. */
export async function forgetSearchCounts(sql: Sql, before: string): Promise<void> {
  await sql.query('DELETE FROM catalog.search_counts WHERE date < $1::date', [before]);
}

/** A query with what was counted of it in some days. */
export interface SearchReportRow {
  readonly query: string;
  readonly searches: number;
  readonly withoutResults: number;
  readonly chosen: number;
  readonly phrase: string;
}

/** Queries of a span of days, the most frequent first, in the order in which the page reads. */
export function readSearchReport(
  sql: Sql,
  {
    limit,
    after,
    before,
    backward,
    ...span
  }: RowsBetween<readonly [searches: number, phrase: string]> & {
    readonly from: string;
    readonly to: string;
    readonly onlyWithoutResults: boolean;
  },
): Promise<SearchReportRow[]> {
  const order = backward ? 'searches ASC, phrase DESC' : 'searches DESC, phrase ASC';
  return sql.query<SearchReportRow & Record<string, unknown>>(
    `SELECT * FROM (
       SELECT phrase, max(typed) AS query, sum(searches)::int AS searches,
              sum(without_results)::int AS "withoutResults", sum(chosen)::int AS chosen
       FROM catalog.search_counts WHERE date BETWEEN $1::date AND $2::date
       GROUP BY phrase HAVING NOT $3 OR sum(without_results) > 0
     ) counted
     WHERE ($5::bigint IS NULL OR searches < $5 OR (searches = $5 AND phrase > $6))
       AND ($7::bigint IS NULL OR searches > $7 OR (searches = $7 AND phrase < $8))
     ORDER BY ${order} LIMIT $4`,
    [
      ...[span.from, span.to, span.onlyWithoutResults, limit],
      ...(after ?? [null, null]),
      ...(before ?? [null, null]),
    ],
  );
}
