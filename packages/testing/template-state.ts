import pg from 'pg';

/** All that a test file could have changed: two of the same template are equal. */
export interface TemplateState {
  /** What the catalogues say of everything that is not PostgreSQL's own, and how the session is set. */
  readonly catalogue: string;
  readonly sequences: readonly Sequence[];
  /** What the planner reckons with, by relation, as JSON. */
  readonly sizes: string;
  /** By table, of those that hold any or have held some: how large a table is decides how it is read. */
  readonly rows: Readonly<Record<string, string>>;
}

/** A state, and what of it has to be written again when somebody changed it. */
export interface Template extends TemplateState {
  /** The same tables' rows as JSON. */
  readonly contents: Readonly<Record<string, string>>;
}

interface Sequence {
  readonly name: string;
  /** What is taken next, or, when `called`, was taken last. */
  readonly value: string;
  readonly called: boolean;
}

export function readTemplate(url: string): Promise<Template> {
  return connected(url, async (client) => {
    const state = await readState(client);
    const contents: Record<string, string> = {};
    for (const table of Object.keys(state.rows)) {
      const { rows } = await client.query(
        `SELECT coalesce(jsonb_agg(t), '[]')::text AS content FROM ${table} AS t`,
      );
      contents[table] = rows[0].content;
    }
    return { ...state, contents };
  });
}

/** Brings rows, sequences and statistics back. False when that is not the template: something else was changed. */
export function restore(url: string, template: Template): Promise<boolean> {
  return connected(url, async (client) => {
    await client.query('DISCARD ALL');
    const { rows: filled } = await client.query<{ name: string }>(TABLES);
    const tables = new Set([...filled.map(({ name }) => name), ...Object.keys(template.rows)]);
    // Those as well whose rows are the same again: what was changed and changed back stands in another order.
    await rewrite(client, [...tables], template.contents);
    for (const { name, value, called } of template.sequences)
      await client.query('SELECT pg_catalog.setval($1::regclass, $2, $3)', [name, value, called]);
    await client.query(`DELETE FROM pg_catalog.pg_statistic WHERE starelid IN (${OWN_TABLES})`);
    await client.query(SET_SIZES, [template.sizes]);
    return same(await readState(client, template), template);
  });
}

async function rewrite(
  client: pg.Client,
  tables: readonly string[],
  contents: Template['contents'],
): Promise<void> {
  if (tables.length === 0) return;
  // Ledgers refuse to be emptied: their triggers are not asked.
  await client.query(`SET session_replication_role = replica; TRUNCATE ${tables.join(', ')} CASCADE`);
  for (const table of tables) {
    const content = contents[table];
    if (content === undefined) continue;
    const rows = `SELECT * FROM jsonb_populate_recordset(NULL::${table}, $1)`;
    await client.query(`INSERT INTO ${table} OVERRIDING SYSTEM VALUE ${rows}`, [content]);
  }
}

/** @param template where it is given, rows of tables that hold none there are not read: they have to go. */
async function readState(client: pg.Client, template?: TemplateState): Promise<TemplateState> {
  // All clients of an embedded PostgreSQL share one session.
  await client.query('DISCARD ALL');
  const catalogue = await client.query(CATALOGUE);
  const sequences = await client.query(SEQUENCES);
  const tables = await client.query(TABLES);
  const rows: Record<string, string> = {};
  for (const { name } of tables.rows) {
    const isOver = template && !(name in template.rows);
    rows[name] = isOver ? '' : (await client.query(contentOf(name))).rows[0].content;
  }
  return {
    catalogue: catalogue.rows[0].catalogue,
    sequences: sequences.rows,
    sizes: (await client.query(SIZES)).rows[0].sizes,
    rows,
  };
}

const contentOf = (table: string) =>
  `SELECT coalesce(md5(string_agg(line, '' ORDER BY line)), 'none') AS content
   FROM (SELECT md5(t::text) AS line FROM ${table} AS t)`;

/** What PostgreSQL numbers below this is in every cluster. Source: `FirstNormalObjectId`. */
const FIRST_OWN = 16384;
/** Of a relation's file, which is another one once it was emptied; sizes are compared apart. */
const OF_FILES = ['relfilenode', 'relfrozenxid', 'relminmxid'];
const OF_SIZE = ['relpages', 'reltuples', 'relallvisible', 'relallfrozen'];

/** A row that is added, changed or removed changes the count or the sum: each change has a later transaction's number. */
const changes = (catalogue: string) =>
  `SELECT concat(count(*), ' ', sum(xmin::text::bigint)) FROM pg_catalog.${catalogue}`;

const RELATIONS = `SELECT md5(string_agg(line, '' ORDER BY line)) FROM (
  SELECT md5((to_jsonb(t) - '{${[...OF_FILES, ...OF_SIZE].join(',')}}'::text[])::text) AS line
  FROM pg_catalog.pg_class AS t WHERE oid >= ${FIRST_OWN})`;

/** Those of extensions, and of our own, are known only once they were used. */
const SETTINGS = `SELECT md5(string_agg(name || setting, '' ORDER BY name)) FROM pg_catalog.pg_settings
  WHERE name NOT LIKE '%.%'`;

const CATALOGUES = [
  'attrdef',
  'attribute',
  'auth_members',
  'authid',
  'constraint',
  'db_role_setting',
  'default_acl',
  'enum',
  'event_trigger',
  'extension',
  'index',
  'largeobject_metadata',
  'namespace',
  'policy',
  'proc',
  'publication',
  'rewrite',
  'sequence',
  'statistic',
  'statistic_ext',
  'trigger',
  'type',
].map((name) => `pg_${name}`);

const CATALOGUE = `SELECT concat_ws(', ', ${[...CATALOGUES.map(changes), RELATIONS, SETTINGS]
  .map((query) => `(${query})`)
  .join(', ')}) AS catalogue`;

const SIZES = `SELECT jsonb_agg(jsonb_build_object('oid', oid, ${OF_SIZE.map((name) => `'${name}', ${name}`).join(', ')})
    ORDER BY oid)::text AS sizes
  FROM pg_catalog.pg_class WHERE oid >= ${FIRST_OWN}`;

/** An index that was emptied with its table is reckoned with otherwise than one that was made empty. */
const SET_SIZES = `UPDATE pg_catalog.pg_class AS c SET ${OF_SIZE.map((name) => `${name} = t.${name}`).join(', ')}
  FROM jsonb_to_recordset($1::jsonb)
    AS t (oid oid, relpages integer, reltuples real, relallvisible integer, relallfrozen integer)
  WHERE c.oid = t.oid
    AND (${OF_SIZE.map((name) => `c.${name}`).join(', ')}) IS DISTINCT FROM (${OF_SIZE.map((name) => `t.${name}`).join(', ')})`;

const SEQUENCES = `SELECT format('%I.%I', schemaname, sequencename) AS name,
    coalesce(last_value, start_value)::text AS value, last_value IS NOT NULL AS called
  FROM pg_catalog.pg_sequences ORDER BY 1`;

/** Those of extensions are theirs. */
const OWN_TABLES = `SELECT c.oid FROM pg_catalog.pg_class AS c
  WHERE c.relkind = 'r' AND c.oid >= ${FIRST_OWN} AND NOT EXISTS (
    SELECT FROM pg_catalog.pg_depend AS d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')`;

const TABLES = `SELECT oid::regclass::text AS name FROM (${OWN_TABLES}) WHERE pg_catalog.pg_relation_size(oid) > 0 ORDER BY 1`;

async function connected<T>(url: string, run: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await run(client);
  } finally {
    await client.end();
  }
}

function same(one: TemplateState, other: TemplateState): boolean {
  const text = ({ catalogue, sequences, sizes, rows }: TemplateState) =>
    JSON.stringify([catalogue, sequences, sizes, Object.entries(rows).toSorted()]);
  return text(one) === text(other);
}
