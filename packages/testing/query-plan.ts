import type { Database, Sql } from '@depachika/database/database.ts';

/** A statement as it was sent. */
export interface SentStatement {
  readonly text: string;
  readonly values: readonly unknown[];
}

/** What `run` reads in its transactions, as it was sent. */
export async function readsOf(
  database: Database,
  run: (database: Database) => Promise<unknown>,
): Promise<SentStatement[]> {
  const sent: SentStatement[] = [];
  await run({
    ...database,
    transaction: (options, work) =>
      database.transaction(options, (tx) =>
        work({
          afterCommit: (hook) => tx.afterCommit(hook),
          query: (text, values = []) => {
            sent.push({ text, values });
            return tx.query(text, values);
          },
        }),
      ),
  });
  return sent.filter(({ text }) => /^\s*(SELECT|WITH)\b/.test(text));
}

/**
 * Places in the plan of a statement where a table is looked through again for each of many rows: what takes a hundred
 * times as long when the shop is ten times as large. Empty for hash and merge joins and for lookups in an index. The
 * tables must hold well over {@link FEW_ROWS} rows and be analysed.
 */
export async function quadraticSteps(sql: Sql, { text, values }: SentStatement): Promise<string[]> {
  const [row] = await sql.query<{ 'QUERY PLAN': [{ Plan: PlanNode }] }>(
    `EXPLAIN (FORMAT JSON) ${text}`,
    values,
  );
  return stepsBelow(row!['QUERY PLAN'][0].Plan);
}

/** As many may be found by each lookup, and as many may be looped over. */
export const FEW_ROWS = 100;

/** Source: PostgreSQL 15 documentation, EXPLAIN; as much of it as is read here. */
interface PlanNode {
  readonly 'Node Type': string;
  readonly 'Parent Relationship'?: string;
  readonly 'Subplan Name'?: string;
  readonly 'Relation Name'?: string;
  readonly 'Index Cond'?: string;
  readonly 'Plan Rows': number;
  readonly Plans?: readonly PlanNode[];
}

function stepsBelow(node: PlanNode): string[] {
  return (node.Plans ?? []).flatMap((child) => [
    ...(isRepeated(child, node) ? scansIn(child).map((scan) => `${node['Node Type']}: ${scan}`) : []),
    ...stepsBelow(child),
  ]);
}

/** Run once for each of many rows: the inner side of a nested loop, and a subquery that depends on the row. */
function isRepeated(child: PlanNode, parent: PlanNode): boolean {
  const { Plans: children, ...own } = parent;
  if (child['Parent Relationship'] === 'SubPlan')
    return !JSON.stringify(own).includes(`hashed ${child['Subplan Name']}`);
  const isInner = parent['Node Type'] === 'Nested Loop' && child['Parent Relationship'] === 'Inner';
  return isInner && children![0]!['Plan Rows'] > FEW_ROWS;
}

/** Scans of a table that are no lookup of few rows. A filter helps nothing: the table is read all the same. */
function scansIn(node: PlanNode): string[] {
  const table = node['Relation Name'];
  const isLookup = [node, ...(node.Plans ?? [])].some((each) => each['Index Cond'] !== undefined);
  const isScan = table !== undefined && !(isLookup && node['Plan Rows'] <= FEW_ROWS);
  const here = isScan ? [`${node['Node Type']} of ${table}`] : [];
  return [...here, ...(node.Plans ?? []).flatMap(scansIn)];
}
