import type { Sql, Transaction } from '@depachika/database/database.ts';
import type { Actor } from '@depachika/identity/actor.ts';
import { type FileKind, type ImportReport, linesOf, NOTHING_YET } from './import-report.ts';

/** A file as its progress is kept. */
export interface ImportedFile {
  readonly kind: FileKind;
  /** SHA-256 of its bytes. */
  readonly digest: string;
}

/** Another process reads the same file in. */
export class ImportElsewhere extends Error {}

interface ProgressRow extends ImportReport, Record<string, unknown> {
  readonly isFinished: boolean;
}

/** How far a file is; a finished one begins anew, and what was kept of files a month ago is forgotten. */
export async function beginImport(
  sql: Sql,
  { kind, digest }: ImportedFile,
  { actor, now }: { readonly actor: Actor; readonly now: Date },
): Promise<ImportReport> {
  const monthAgo = new Date(now.getTime() - KEPT_DAYS * 86_400_000);
  await sql.query('DELETE FROM catalog.bulk_imports WHERE updated_at < $1', [monthAgo]);
  const rows = await sql.query<ProgressRow>(
    `INSERT INTO catalog.bulk_imports AS known (kind, digest, lines_done, added, changed, unchanged, refused, problem_count,
       problems, actor, started_at, updated_at)
     VALUES ($1, $2, 0, 0, 0, 0, 0, 0, '[]', $3, $4, $4)
     ON CONFLICT (kind, digest) DO UPDATE SET updated_at = $4
     RETURNING added, changed, unchanged, refused, problem_count AS "problemCount", problems,
       finished_at IS NOT NULL AS "isFinished"`,
    [kind, digest, actor, now],
  );
  const { isFinished, ...report } = rows[0]!;
  if (!isFinished) return report;
  await sql.query(
    `UPDATE catalog.bulk_imports SET lines_done = 0, added = 0, changed = 0, unchanged = 0, refused = 0, problem_count = 0,
       problems = '[]', actor = $3, started_at = $4, finished_at = NULL WHERE kind = $1 AND digest = $2`,
    [kind, digest, actor, now],
  );
  return NOTHING_YET;
}

/** Keeps how far a file is, in the transaction of what it changed. @throws ImportElsewhere when it is not as far as `from` */
export async function keepProgress(
  tx: Transaction,
  { kind, digest }: ImportedFile,
  { from, report, now }: { readonly from: number; readonly report: ImportReport; readonly now: Date },
): Promise<void> {
  const { added, changed, unchanged, refused, problemCount, problems } = report;
  const kept = await tx.query(
    `UPDATE catalog.bulk_imports SET lines_done = $4, added = $5, changed = $6, unchanged = $7, refused = $8,
       problem_count = $9, problems = CASE WHEN problem_count = $9 THEN problems ELSE $10::jsonb END, updated_at = $11
     WHERE kind = $1 AND digest = $2 AND lines_done = $3 AND finished_at IS NULL RETURNING kind`,
    [
      ...[kind, digest, from, linesOf(report), added, changed, unchanged, refused, problemCount],
      ...[JSON.stringify(problems.map(withBothTexts)), now],
    ],
  );
  if (kept.length === 0) throw new ImportElsewhere('Another process reads the same file in');
}

export async function finishImport(sql: Sql, { kind, digest }: ImportedFile, now: Date): Promise<void> {
  await sql.query(
    'UPDATE catalog.bulk_imports SET finished_at = $3, updated_at = $3 WHERE kind = $1 AND digest = $2',
    [kind, digest, now],
  );
}

/** When a file of this kind was last worked at, in milliseconds since 1970; 0 where that was never. */
export async function lastImportOf(sql: Sql, kind: FileKind): Promise<number> {
  const rows = await sql.query<{ updated_at: Date | null }>(
    'SELECT max(updated_at) AS updated_at FROM catalog.bulk_imports WHERE kind = $1',
    [kind],
  );
  return rows[0]!.updated_at?.getTime() ?? 0;
}

const KEPT_DAYS = 30;

/** A text of a catalogue writes one language into JSON. */
function withBothTexts({ allowed: { ja, en }, ...problem }: ImportReport['problems'][number]) {
  return { ...problem, allowed: { ja, en } };
}
