import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '@depachika/clock/clock.ts';
import {
  createIdentityKeys,
  type IdentityKeys,
  savedIdentityKeys,
} from '@depachika/identity/identity-keys.ts';
import { trustedKeySet } from '@depachika/service/trusted-keys.ts';
import { openAuthority } from './authority.ts';

/** What a process needs to know who it is; each service gets its own folder and sees no other. */
export const SERVICE_FILES = {
  identityKey: 'identity.json',
  trustedKeys: 'trusted-keys.json',
  certificate: 'tls.crt',
  privateKey: 'tls.key',
  authority: 'ca.crt',
  databaseUrl: 'database-url',
} as const;

export interface ServiceFoldersOptions {
  /** Has one folder per service afterwards, and `authority`, which no service may read. */
  readonly folder: string;
  /** Domains and the router. */
  readonly services: readonly string[];
  /** Further host names and addresses of every service, beside its own name and loopback. */
  readonly hosts?: readonly string[];
  /** A key that the router is to sign with, instead of one of its own. */
  readonly routerKeys?: IdentityKeys;
  readonly clock: Clock;
}

/** Makes keys and certificates where there are none; what is there stays. */
export async function makeServiceFolders(options: ServiceFoldersOptions): Promise<void> {
  const { folder, services, hosts = [], clock } = options;
  const authority = await openAuthority(join(folder, 'authority'), clock);
  const keys: Record<string, IdentityKeys> = {};
  for (const service of services) {
    const own = join(folder, service);
    await mkdir(own, { recursive: true, mode: 0o700 });
    keys[service] = await identityKeys(own, service === 'router' ? options.routerKeys : undefined);
    await writeFile(join(own, SERVICE_FILES.authority), authority.certificate);
    if (existsSync(join(own, SERVICE_FILES.certificate))) continue;
    const issued = await authority.issue(service, [service, 'localhost', '127.0.0.1', ...hosts]);
    await writeSecret(join(own, SERVICE_FILES.privateKey), issued.privateKey);
    await writeFile(join(own, SERVICE_FILES.certificate), issued.certificate);
  }
  const trusted = JSON.stringify(trustedKeySet(keys), undefined, 2);
  await Promise.all(
    services.map((service) => writeFile(join(folder, service, SERVICE_FILES.trustedKeys), trusted)),
  );
}

/** Where each of these services finds its rows. */
export async function writeDatabaseUrl(folder: string, service: string, url: string): Promise<void> {
  await writeSecret(join(folder, service, SERVICE_FILES.databaseUrl), `${url}\n`);
}

/** @returns undefined when none was written yet */
export async function readDatabaseUrl(folder: string, service: string): Promise<string | undefined> {
  const file = join(folder, service, SERVICE_FILES.databaseUrl);
  return existsSync(file) ? (await readFile(file, 'utf8')).trim() : undefined;
}

async function identityKeys(folder: string, given: IdentityKeys | undefined): Promise<IdentityKeys> {
  const keys = given ?? (await savedIdentityKeys(folder)) ?? (await createIdentityKeys());
  await writeSecret(join(folder, SERVICE_FILES.identityKey), JSON.stringify(keys.privateJwk));
  return keys;
}

function writeSecret(file: string, text: string): Promise<void> {
  return writeFile(file, text, { mode: 0o600 });
}
