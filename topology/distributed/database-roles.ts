import { randomBytes } from 'node:crypto';
import { DOMAIN_SERVICES, type DomainName } from '@depachika/schema/services.ts';
import pg from 'pg';

export interface DatabaseRoles {
  /** May change every schema; for migrations alone. */
  readonly migrationsUrl: string;
  /** Each service's own address: its role reads and writes its own schema, and the log's where that is a table. */
  readonly urls: Readonly<Record<DomainName, string>>;
}

export interface DatabaseRolesOptions {
  /** A role that may create roles and, for the first time, the PostGIS extension. */
  readonly adminUrl: string;
  /** The service's present address, whose password is kept. */
  readonly knownUrl: (service: DomainName | 'migrations') => Promise<string | undefined>;
}

/** PostgreSQL cuts longer ones off. */
const MAX_NAME_BYTES = 63;

/** Names carry the database's, since roles belong to the whole server and it may hold several shops. */
export function roleName(database: string, service: string): string {
  const name = `${database}_${service}`;
  if (Buffer.byteLength(name) > MAX_NAME_BYTES)
    throw new Error(`DATABASE_URL must name a database with a shorter name: ${name} is too long for a role`);
  return name;
}

/** Makes roles where there are none. Rights on tables come later: {@link grantRights}. */
export async function createDatabaseRoles(options: DatabaseRolesOptions): Promise<DatabaseRoles> {
  const { adminUrl, knownUrl } = options;
  const database = databaseName(adminUrl);
  return asAdmin(adminUrl, async (admin) => {
    await admin.query('CREATE EXTENSION IF NOT EXISTS postgis SCHEMA public');
    const urls: Record<string, string> = {};
    for (const service of ['migrations' as const, ...DOMAIN_SERVICES.map(({ name }) => name)]) {
      const known = await knownUrl(service);
      const password = known ? new URL(known).password : randomBytes(18).toString('base64url');
      const role = roleName(database, service);
      await createRole(admin, role, password);
      urls[service] = urlOf(adminUrl, role, password);
    }
    await admin.query(
      `GRANT CREATE, CONNECT ON DATABASE ${quoted(database)} TO ${quoted(roleName(database, 'migrations'))}`,
    );
    const { migrations, ...own } = urls as Record<DomainName | 'migrations', string>;
    return { migrationsUrl: migrations, urls: own };
  });
}

async function createRole(admin: pg.Client, role: string, password: string): Promise<void> {
  const { rowCount } = await admin.query('SELECT FROM pg_catalog.pg_roles WHERE rolname = $1', [role]);
  const verb = rowCount ? 'ALTER' : 'CREATE';
  await admin.query(
    `${verb} ROLE ${quoted(role)} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD ${admin.escapeLiteral(password)}`,
  );
}

/** Hands schemas that somebody else made to the role of migrations, so that it can change them. */
export async function takeOwnership(adminUrl: string): Promise<void> {
  const owner = roleName(databaseName(adminUrl), 'migrations');
  await asAdmin(adminUrl, async (admin) => {
    const { rows } = await admin.query<{ statement: string }>(
      `SELECT format('ALTER SCHEMA %I OWNER TO %I', nspname, $1::text) AS statement
       FROM pg_catalog.pg_namespace WHERE nspname = ANY($2::text[]) AND pg_get_userbyid(nspowner) <> $1
       UNION ALL
       SELECT format('ALTER %s %I.%I OWNER TO %I',
         CASE relkind WHEN 'v' THEN 'VIEW' WHEN 'm' THEN 'MATERIALIZED VIEW' WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END,
         nspname, relname, $1::text)
       FROM pg_catalog.pg_class JOIN pg_catalog.pg_namespace AS space ON space.oid = relnamespace
       WHERE nspname = ANY($2::text[]) AND relkind IN ('r', 'p', 'v', 'm', 'S') AND pg_get_userbyid(relowner) <> $1
         -- The sequence of a column follows its table.
         AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend
           WHERE classid = 'pg_class'::regclass AND objid = pg_class.oid AND deptype IN ('a', 'i') AND relkind = 'S')
       UNION ALL
       SELECT format('ALTER ROUTINE %s OWNER TO %I', routine.oid::regprocedure, $1::text)
       FROM pg_catalog.pg_proc AS routine JOIN pg_catalog.pg_namespace AS space ON space.oid = pronamespace
       WHERE nspname = ANY($2::text[]) AND pg_get_userbyid(proowner) <> $1`,
      [owner, schemas()],
    );
    for (const { statement } of rows) await admin.query(statement);
  });
}

/**
 * Rows, not tables: a service reads and writes its own schema and cannot change it. The log's schema belongs to
 * nobody's domain; services reach it only where the log is kept there.
 */
export async function grantRights(options: {
  readonly adminUrl: string;
  readonly logIsTable: boolean;
}): Promise<void> {
  const { adminUrl, logIsTable } = options;
  const database = databaseName(adminUrl);
  await asAdmin(adminUrl, async (admin) => {
    for (const { name, databaseSchema } of DOMAIN_SERVICES) {
      const role = roleName(database, name);
      await admin.query(`GRANT CONNECT ON DATABASE ${quoted(database)} TO ${quoted(role)}`);
      await grantSchema(admin, databaseSchema, role);
      await (logIsTable ? grantSchema : revokeSchema)(admin, LOG_SCHEMA, role);
    }
  });
}

const LOG_SCHEMA = 'bus';

async function grantSchema(admin: pg.Client, schema: string, role: string): Promise<void> {
  const [at, to] = [quoted(schema), quoted(role)];
  await admin.query(`
    GRANT USAGE ON SCHEMA ${at} TO ${to};
    GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA ${at} TO ${to};
    GRANT USAGE, SELECT, UPDATE ON ALL SEQUENCES IN SCHEMA ${at} TO ${to};
    REVOKE INSERT, UPDATE, DELETE ON ${at}._prisma_migrations FROM ${to}`);
}

async function revokeSchema(admin: pg.Client, schema: string, role: string): Promise<void> {
  const [at, from] = [quoted(schema), quoted(role)];
  await admin.query(`
    REVOKE ALL ON ALL TABLES IN SCHEMA ${at} FROM ${from};
    REVOKE ALL ON ALL SEQUENCES IN SCHEMA ${at} FROM ${from};
    REVOKE ALL ON SCHEMA ${at} FROM ${from}`);
}

/** For a database that is going to be dropped: its roles go with it. Call it before. */
export async function dropDatabaseRoles(adminUrl: string): Promise<void> {
  const database = databaseName(adminUrl);
  await asAdmin(adminUrl, async (admin) => {
    for (const service of [...DOMAIN_SERVICES.map(({ name }) => name), 'migrations']) {
      const role = roleName(database, service);
      const { rowCount } = await admin.query('SELECT FROM pg_catalog.pg_roles WHERE rolname = $1', [role]);
      if (!rowCount) continue;
      await admin.query(`REASSIGN OWNED BY ${quoted(role)} TO CURRENT_USER`);
      await admin.query(`DROP OWNED BY ${quoted(role)}`);
      await admin.query(`DROP ROLE ${quoted(role)}`);
    }
  });
}

async function asAdmin<T>(url: string, run: (admin: pg.Client) => Promise<T>): Promise<T> {
  const admin = new pg.Client({
    connectionString: url,
    application_name: 'depachika roles',
    options: '-c client_min_messages=warning',
  });
  await admin.connect();
  try {
    return await run(admin);
  } finally {
    await admin.end();
  }
}

function schemas(): string[] {
  return [...DOMAIN_SERVICES.map(({ databaseSchema }) => databaseSchema), LOG_SCHEMA];
}

function databaseName(url: string): string {
  return decodeURIComponent(new URL(url).pathname.slice(1));
}

function urlOf(adminUrl: string, role: string, password: string): string {
  const url = new URL(adminUrl);
  url.username = role;
  url.password = password;
  return url.href;
}

function quoted(identifier: string): string {
  return `"${identifier.replaceAll('"', '""')}"`;
}
