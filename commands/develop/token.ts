import { systemClock } from '@depachika/clock/clock.ts';
import { anonymous, type Caller, type Role, SCOPES, serviceCaller } from '@depachika/identity/caller.ts';
import { identityClaims, isRole } from '@depachika/identity/identity-claims.ts';
import { savedIdentityKeys } from '@depachika/identity/identity-keys.ts';
import { signIdentity } from '@depachika/identity/identity-token.ts';
import { defineCommand, runCommand, WrongUse } from '../command.ts';
import { shopLocation } from '../shop-location.ts';
import { oneOf } from '../values.ts';

const ROLES = ['customer', 'staff', 'admin', 'anonymous'] as const;

export const command = defineCommand({
  name: 'token',
  summary: "an identity for rover and curl on a domain's own port",
  description: `Prints an identity token for a subgraph's own port, signed with the development key.`,
  takes: (command) =>
    command
      .option('--role <role>', ROLES.join(', '), oneOf('--role', ROLES), 'customer')
      .option('--user <id>', 'who it is', 'usr_development')
      .option('--service <name>', 'a domain instead of a person: orders, payments, …')
      .option('--ttl <time>', 'how long it is good: 30s, 15m, 1h, at most 24h (default: 1h)', readTtlSeconds)
      .option('--data <folder>', 'where identity.json is (default: DATA_DIR)'),
  examples: [
    'npm run token -- --role admin --ttl 1h',
    'npm run --silent token -- --role customer --user usr_01h455vb4pex5vsknk084sn02q',
  ],
  reads: { DATA_DIR: "the shop's data folder (default: .data)" },
  exitCodes: { 0: 'when it is printed', 1: 'when it is not' },
  async run({ options }) {
    const caller = readCaller(options);
    const folder = options.data ?? shopLocation().dataFolder;
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
      ttlSeconds: options.ttl ?? HOUR_SECONDS,
    });
    process.stdout.write(`${token}\n`);
  },
});

const HOUR_SECONDS = 3600;

function readCaller(wanted: {
  readonly role: (typeof ROLES)[number];
  readonly user: string;
  readonly service?: string | undefined;
}): Caller {
  if (wanted.service !== undefined) return serviceCaller(wanted.service);
  const role = wanted.role.toUpperCase();
  if (!isRole(role)) return anonymous;
  return {
    kind: 'user',
    userId: wanted.user,
    sessionId: 'ses_development',
    roles: rolesOf(role),
    scopes: SCOPES[role],
  };
}

function rolesOf(role: Role): Role[] {
  return role === 'CUSTOMER' ? ['CUSTOMER'] : ['CUSTOMER', role];
}

function readTtlSeconds(text: string): number {
  const [, amount, unit] = /^(\d{1,6})(s|m|h)$/.exec(text) ?? [];
  const seconds = Number(amount) * { s: 1, m: 60, h: HOUR_SECONDS }[(unit ?? 's') as 's' | 'm' | 'h'];
  if (seconds >= 1 && seconds <= 24 * HOUR_SECONDS) return seconds;
  throw new WrongUse(`--ttl is a time such as 30s, 15m or 1h, at most 24h, not ${text}`);
}

if (import.meta.main) await runCommand(command);
