import type { Sql, Transaction } from '@depachika/database/database.ts';
import { type SlugKind, slugCandidates } from './slug.ts';

/** Something, and the address that it wants. */
export interface SlugClaim {
  readonly kind: SlugKind;
  /** Id of what it leads to. */
  readonly subject: string;
  readonly slug: string;
}

/**
 * Takes an address for ever. One that is claimed by two at once waits for the first to commit.
 * @returns false when it leads, or once led, to something else; one's own old address can be had again
 */
export async function claimSlug(tx: Transaction, { kind, slug, subject }: SlugClaim): Promise<boolean> {
  const taken = await tx.query(
    `INSERT INTO catalog.slugs (kind, slug, subject) VALUES ($1, $2, $3) ON CONFLICT (kind, slug) DO NOTHING
     RETURNING slug`,
    [kind, slug, subject],
  );
  if (taken.length > 0) return true;
  const [owner] = await tx.query<{ subject: string }>(
    'SELECT subject FROM catalog.slugs WHERE kind = $1 AND slug = $2',
    [kind, slug],
  );
  return owner?.subject === subject;
}

/** Takes an address for ever that is made from a name. */
export async function claimSlugOfName(
  tx: Transaction,
  { kind, subject, name }: Omit<SlugClaim, 'slug'> & { readonly name: string },
): Promise<string> {
  for (const slug of slugCandidates(name, kind, subject)) {
    if (await claimSlug(tx, { kind, subject, slug })) return slug;
  }
  throw new Error(`no address is left for ${subject}`);
}

/** Many at once, of which none is taken: for a shop that is being filled. */
export async function insertSlugs(sql: Sql, claims: readonly SlugClaim[]): Promise<void> {
  await sql.query(
    `INSERT INTO catalog.slugs (kind, slug, subject)
     SELECT kind, slug, subject FROM jsonb_to_recordset($1::jsonb) AS s (kind text, slug text, subject text)`,
    [JSON.stringify(claims)],
  );
}
