import { parseArgs } from 'node:util';
import { systemClock } from '@depachika/clock/clock.ts';
import { anonymous, type Caller, type Role, SCOPES, serviceCaller } from '@depachika/identity/caller.ts';
import { identityClaims, isRole } from '@depachika/identity/identity-claims.ts';
import { savedIdentityKeys } from '@depachika/identity/identity-keys.ts';
import { signIdentity } from '@depachika/identity/identity-token.ts';

const HELP = `Prints an identity token for a subgraph's own port, signed with the development key.

  npm run token -- --role admin --ttl 1h
  npm run --silent token -- --role customer --user usr_01h455vb4pex5vsknk084sn02q

  --role <role>      customer, staff, admin or anonymous; default customer
  --user <id>        who it is; default usr_development
  --service <name>   a domain instead of a person: orders, payments, …
  --ttl <time>       how long it is good: 30s, 15m, 1h; default 1h, at most 24h
  --data <folder>    where identity.json is; default $DATA_DIR or .data
  --help             this text
`;

try {
  await main(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = 1;
}

async function main(args: string[]): Promise<void> {
  const options = readOptions(args);
  if (options.help) return void process.stdout.write(HELP);
  const caller = readCaller(options);
  const ttlSeconds = readTtlSeconds(options.ttl);
  const folder = options.data ?? process.env.DATA_DIR ?? '.data';
  const keys = await savedIdentityKeys(folder);
  if (!keys)
    throw new Error(
      `There is no identity.json in ${folder}: start the shop once, or name the folder with --data`,
    );
  const issuer = caller.kind === 'service' ? caller.service : 'router';
  const token = await signIdentity({
    keys,
    clock: systemClock,
    issuer,
    claims: identityClaims(caller),
    ttlSeconds,
  });
  process.stdout.write(`${token}\n`);
}

interface TokenOptions {
  readonly role: string;
  readonly user: string;
  readonly service?: string;
  readonly ttl: string;
  readonly data?: string;
  readonly help: boolean;
}

function readOptions(args: string[]): TokenOptions {
  const { values } = parseArgs({
    args,
    options: {
      role: { type: 'string', default: 'customer' },
      user: { type: 'string', default: 'usr_development' },
      service: { type: 'string' },
      ttl: { type: 'string', default: '1h' },
      data: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  return values;
}

function readCaller({ role, user, service }: TokenOptions): Caller {
  if (service !== undefined) return serviceCaller(service);
  const name = role.toUpperCase();
  if (name === 'ANONYMOUS') return anonymous;
  if (!isRole(name)) throw new Error(`--role is customer, staff, admin or anonymous, not ${role}`);
  return {
    kind: 'user',
    userId: user,
    sessionId: 'ses_development',
    roles: rolesOf(name),
    scopes: SCOPES[name],
  };
}

function rolesOf(role: Role): Role[] {
  return role === 'CUSTOMER' ? ['CUSTOMER'] : ['CUSTOMER', role];
}

function readTtlSeconds(text: string): number {
  const [, amount, unit] = /^(\d{1,6})(s|m|h)$/.exec(text) ?? [];
  const seconds = Number(amount) * { s: 1, m: 60, h: 3600 }[(unit ?? 's') as 's' | 'm' | 'h'];
  if (!(seconds >= 1 && seconds <= 24 * 3600))
    throw new Error(`--ttl is a time such as 30s, 15m or 1h, at most 24h, not ${text}`);
  return seconds;
}
