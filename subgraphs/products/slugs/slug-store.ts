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
export async function claimSlug(tx: Transaction, claim: SlugClaim): Promise<boolean> {
  return (await claimSlugs(tx, [claim])).length === 0;
}

/** As {@link claimSlug}, one statement where all are new. @returns those that lead, or once led, to something else */
export async function claimSlugs<C extends SlugClaim>(tx: Transaction, claims: readonly C[]): Promise<C[]> {
  if (claims.length === 0) return [];
  const keyOf = ({ kind, slug }: Pick<SlugClaim, 'kind' | 'slug'>) => `${kind} ${slug}`;
  const rows = claims.map(({ kind, slug, subject }) => ({ kind, slug, subject }));
  const taken = await tx.query<SlugClaim & Record<string, unknown>>(
    `INSERT INTO catalog.slugs (kind, slug, subject)
     SELECT kind, slug, subject FROM jsonb_to_recordset($1::jsonb) AS s (kind text, slug text, subject text)
     ORDER BY kind, slug ON CONFLICT (kind, slug) DO NOTHING RETURNING kind, slug, subject`,
    [JSON.stringify(rows)],
  );
  const owners = new Map(taken.map((claim) => [keyOf(claim), claim.subject]));
  const left = rows.filter((claim) => !owners.has(keyOf(claim)));
  if (left.length > 0) {
    const known = await tx.query<SlugClaim & Record<string, unknown>>(
      `SELECT s.kind, s.slug, s.subject FROM catalog.slugs s
       JOIN jsonb_to_recordset($1::jsonb) AS wanted (kind text, slug text) ON s.kind = wanted.kind AND s.slug = wanted.slug`,
      [JSON.stringify(left)],
    );
    for (const claim of known) owners.set(keyOf(claim), claim.subject);
  }
  return claims.filter((claim) => owners.get(keyOf(claim)) !== claim.subject);
}

/** Takes an address for ever that is made from a name. */
export async function claimSlugOfName(
  tx: Transaction,
  { kind, subject, name }: Omit<SlugClaim, 'slug'> & { readonly name: string },
): Promise<string> {
  return (await claimSlugsOfNames(tx, kind, [{ subject, name }])).get(subject)!;
}

/** As {@link claimSlugOfName}: a few statements for any number. @returns the address of each subject */
export async function claimSlugsOfNames(
  tx: Transaction,
  kind: SlugKind,
  named: readonly { readonly subject: string; readonly name: string }[],
): Promise<Map<string, string>> {
  const slugs = new Map<string, string>();
  let waiting = named.map(({ subject, name }) => ({
    subject,
    candidates: slugCandidates(name, kind, subject),
  }));
  for (let turn = 0; waiting.length > 0; turn += 1) {
    const claims = waiting.map(({ subject, candidates }) => {
      const slug = candidates[turn];
      if (slug === undefined) throw new Error(`no address is left for ${subject}`);
      return { kind, subject, slug };
    });
    const refused = new Set((await claimSlugs(tx, claims)).map(({ subject }) => subject));
    for (const { subject, slug } of claims) if (!refused.has(subject)) slugs.set(subject, slug);
    waiting = waiting.filter(({ subject }) => refused.has(subject));
  }
  return slugs;
}

/** What these addresses lead to, or once led to, of those that are taken. */
export async function findSlugOwners(
  sql: Sql,
  kind: SlugKind,
  slugs: readonly string[],
): Promise<Map<string, string>> {
  const rows = await sql.query<{ slug: string; subject: string }>(
    'SELECT slug, subject FROM catalog.slugs WHERE kind = $1 AND slug = ANY($2::text[])',
    [kind, slugs],
  );
  return new Map(rows.map(({ slug, subject }) => [slug, subject]));
}

/** Many at once, of which none is taken: for a shop that is being filled. */
export async function insertSlugs(sql: Sql, claims: readonly SlugClaim[]): Promise<void> {
  await sql.query(
    `INSERT INTO catalog.slugs (kind, slug, subject)
     SELECT kind, slug, subject FROM jsonb_to_recordset($1::jsonb) AS s (kind text, slug text, subject text)`,
    [JSON.stringify(claims)],
  );
}
