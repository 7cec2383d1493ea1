import type { Sql, Transaction } from '@depachika/database/database.ts';
import { insertAll } from '@depachika/database/insert-all.ts';
import { type Actor, type KeptActor, readActor } from '@depachika/identity/actor.ts';
import { newId } from '@depachika/ids/ids.ts';

/** A field before and after, as text; null where it had no value. */
export interface ChangedField {
  readonly field: string;
  readonly from: string | null;
  readonly to: string | null;
}

export interface NewChange {
  /** Id of what was changed. */
  readonly subject: string;
  /** The mutation, the command or the work that changed it. */
  readonly operation: string;
  readonly actor: Actor;
  readonly fields: readonly ChangedField[];
  readonly changedAt: Date;
}

export interface Change extends Omit<NewChange, 'actor' | 'subject'> {
  readonly id: string;
  readonly actor: KeptActor;
}

/** A page between two changes, latest first; backward it is read from the earliest on. */
export interface ChangePage {
  /** Rows to read: one more than the page shows. */
  readonly limit: number;
  readonly after: string | undefined;
  readonly before: string | undefined;
  readonly backward: boolean;
}

/** What was changed in a domain, and by whom: table `changes` of its schema, to which rows are only ever added. */
export interface ChangeReader {
  /** By subject: up to `limit` of each, in the order in which the page reads. */
  of(subjects: readonly string[], page: ChangePage): Promise<Map<string, Change[]>>;
}

/** Keeps who changed what, in the transaction of the change. @param schema of the domain */
export async function recordChange(tx: Transaction, schema: string, change: NewChange): Promise<void> {
  await recordChanges(tx, schema, [change]);
}

/** As {@link recordChange}, all in one statement. */
export async function recordChanges(
  tx: Transaction,
  schema: string,
  changes: readonly NewChange[],
): Promise<void> {
  const rows = changes.map((change) => ({ id: newId('chg'), ...change }));
  await insertAll(tx, { table: `${schema}.changes`, rows });
}

export function createChangeReader(database: Sql, schema: string): ChangeReader {
  return {
    async of(subjects, { limit, after, before, backward }) {
      const towards = backward ? 'ASC' : 'DESC';
      const rows = await database.query<Change & { subject: string; kept: string } & Record<string, unknown>>(
        `SELECT change.subject, change.id, change.operation, change.actor AS kept, change.fields,
           change.changed_at AS "changedAt"
         FROM unnest($1::text[]) AS asked (subject) CROSS JOIN LATERAL (
           SELECT * FROM ${schema}.changes AS c WHERE c.subject = asked.subject AND ($2::text IS NULL OR c.id < $2)
             AND ($3::text IS NULL OR c.id > $3)
           ORDER BY c.id ${towards} LIMIT $4) AS change
         ORDER BY change.id ${towards}`,
        [[...new Set(subjects)], after ?? null, before ?? null, limit],
      );
      const changes = rows.map(({ kept, ...row }) => ({ ...row, actor: readActor(kept) }));
      return Map.groupBy(changes, ({ subject }) => subject);
    },
  };
}

/** The fields of these names that differ; times, lists and objects as JSON. */
export function changedFields<K extends string>(
  before: Values<K>,
  after: Values<K>,
  names: readonly K[],
): ChangedField[] {
  return names
    .map((field) => ({ field, from: textOf(before[field]), to: textOf(after[field]) }))
    .filter(({ from, to }) => from !== to);
}

type Values<K extends string> = { readonly [name in K]?: unknown };

function textOf(value: unknown): string | null {
  if (value === undefined || value === null) return null;
  return typeof value === 'string' ? value : JSON.stringify(value);
}
