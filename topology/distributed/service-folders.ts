import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  createIdentityKeys,
  type IdentityKeys,
  savedIdentityKeys,
} from '@depachika/identity/identity-keys.ts';
import { replaceFile } from '@depachika/service/replaced-file.ts';
import { trustedKeySet } from '@depachika/service/trusted-keys.ts';
import { type RenewalOptions, renewCertificates } from './certificates/renewal.ts';
import { SERVICE_FILES } from './service-files.ts';

export interface ServiceFoldersOptions extends RenewalOptions {
  /** A key that the router is to sign with, instead of one of its own. */
  readonly routerKeys?: IdentityKeys;
}

/** Makes keys and certificates where there are none, and certificates anew where it is time; what is good stays. */
export async function makeServiceFolders(options: ServiceFoldersOptions): Promise<void> {
  const { folder, services } = options;
  await renewCertificates(options);
  const keys: Record<string, IdentityKeys> = {};
  for (const service of services) {
    const given = service === 'router' ? options.routerKeys : undefined;
    keys[service] = await identityKeys(join(folder, service), given);
  }
  const trusted = JSON.stringify(trustedKeySet(keys), undefined, 2);
  for (const service of services)
    replaceFile(join(folder, service, SERVICE_FILES.trustedKeys), trusted, { mode: 0o644 });
}

/** Where each of these services finds its rows. */
export async function writeDatabaseUrl(folder: string, service: string, url: string): Promise<void> {
  replaceFile(join(folder, service, SERVICE_FILES.databaseUrl), `${url}\n`, SECRET);
}

/** @returns undefined when none was written yet */
export async function readDatabaseUrl(folder: string, service: string): Promise<string | undefined> {
  const file = join(folder, service, SERVICE_FILES.databaseUrl);
  return existsSync(file) ? (await readFile(file, 'utf8')).trim() : undefined;
}

async function identityKeys(folder: string, given: IdentityKeys | undefined): Promise<IdentityKeys> {
  const keys = given ?? (await savedIdentityKeys(folder)) ?? (await createIdentityKeys());
  replaceFile(join(folder, SERVICE_FILES.identityKey), JSON.stringify(keys.privateJwk), SECRET);
  return keys;
}

const SECRET = { mode: 0o600 };
