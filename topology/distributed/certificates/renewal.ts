import { existsSync, readFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Clock } from '@depachika/clock/clock.ts';
import { FolderInUse, type FolderLock, lockFolder } from '@depachika/database/embedded/folder-lock.ts';
import { isDue } from '@depachika/service/certificates/certificate-life.ts';
import { readTls } from '@depachika/service/certificates/tls.ts';
import { replaceFile } from '@depachika/service/replaced-file.ts';
import { tlsFilesIn } from '../service-files.ts';
import { type Authorities, readAuthorities, renewAuthorities } from './authorities.ts';
import { hostsOf } from './authority.ts';

export interface RenewalOptions {
  /** Has one folder per service, and `authority`, which no service may read. */
  readonly folder: string;
  /** Domains and the router. */
  readonly services: readonly string[];
  /** Further host names and addresses of every service, beside its own name and loopback. */
  readonly hosts?: readonly string[];
  readonly clock: Pick<Clock, 'now'>;
}

export interface CertificateState {
  /** A service, or `authority`. */
  readonly name: string;
  readonly endsAt: Date;
  readonly isNew: boolean;
}

/**
 * Makes the certificates that are missing, broken or due, and leaves the others. Each file is replaced whole, what is
 * believed first, so that services take them over while they run. Of several processes one does it; the others wait.
 */
export async function renewCertificates(options: RenewalOptions): Promise<readonly CertificateState[]> {
  const { folder, services, clock } = options;
  const ofAuthority = join(folder, AUTHORITY);
  await mkdir(ofAuthority, { recursive: true, mode: 0o700 });
  const lock = await lockWhenFree(ofAuthority);
  try {
    const now = clock.now();
    const before = await readAuthorities(ofAuthority, now);
    const authorities = await renewAuthorities(ofAuthority, now);
    const states = [stateOfAuthority(authorities, authorities.believed.length !== before?.believed.length)];
    for (const service of services) states.push(await renewOne(service, authorities, options));
    return states;
  } finally {
    lock.release();
  }
}

/** What there is now; undefined when the folder has no authority. */
export async function listCertificates({
  folder,
  services,
  clock,
}: RenewalOptions): Promise<readonly CertificateState[] | undefined> {
  const ofAuthority = join(folder, AUTHORITY);
  const authorities = existsSync(ofAuthority) && (await readAuthorities(ofAuthority, clock.now()));
  if (!authorities) return undefined;
  const states = [stateOfAuthority(authorities, false)];
  for (const name of services) {
    const { life } = await readTls(tlsFilesIn(join(folder, name)));
    states.push({ name, endsAt: life.endsAt, isNew: false });
  }
  return states;
}

const AUTHORITY = 'authority';

async function renewOne(
  service: string,
  { signer, believed }: Authorities,
  { folder, hosts = [], clock }: RenewalOptions,
): Promise<CertificateState> {
  const own = join(folder, service);
  await mkdir(own, { recursive: true, mode: 0o700 });
  const files = tlsFilesIn(own);
  const now = clock.now();
  replaceFile(files.authorityFile, believed.map(({ certificate }) => withNewline(certificate)).join(''), {
    mode: 0o644,
  });
  const had = hostsIn(files.certificateFile);
  const known = await readTls(files).catch(() => undefined);
  if (known && !isDue(known.life, now) && hosts.every((host) => had.includes(host)))
    return { name: service, endsAt: known.life.endsAt, isNew: false };
  const wanted = new Set([service, 'localhost', '127.0.0.1', ...hosts, ...had]);
  const issued = await signer.issue(service, [...wanted], now);
  replaceFile(files.privateKeyFile, issued.privateKey, { mode: 0o600 });
  replaceFile(files.certificateFile, issued.certificate, { mode: 0o644 });
  return { name: service, endsAt: (await readTls(files)).life.endsAt, isNew: true };
}

const withNewline = (pem: string) => `${pem.trimEnd()}\n`;

/** None of a file that is away or broken. */
function hostsIn(certificateFile: string): readonly string[] {
  try {
    return hostsOf(readFileSync(certificateFile, 'utf8'));
  } catch {
    return [];
  }
}

function stateOfAuthority({ signer, believed }: Authorities, isNew: boolean): CertificateState {
  return { name: AUTHORITY, endsAt: (believed.at(-1) ?? signer).life.endsAt, isNew };
}

const LOCK_TRIES = 300;
const LOCK_PAUSE_MS = 100;

/** Waits half a minute at most for who renews at this moment: by then it has long been done. */
async function lockWhenFree(folder: string): Promise<FolderLock> {
  for (let tries = 1; ; tries += 1) {
    try {
      return lockFolder(folder);
    } catch (error) {
      if (!(error instanceof FolderInUse) || tries === LOCK_TRIES) throw error;
      await pause(LOCK_PAUSE_MS);
    }
  }
}
