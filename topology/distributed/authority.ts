import 'reflect-metadata';
import { webcrypto } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { isIP } from 'node:net';
import { join } from 'node:path';
import type { Clock } from '@depachika/clock/clock.ts';
import * as x509 from '@peculiar/x509';

x509.cryptoProvider.set(webcrypto as unknown as Parameters<typeof x509.cryptoProvider.set>[0]);

/** A local authority: whoever holds one of its certificates is a service of this shop. */
export interface Authority {
  /** PEM. */
  readonly certificate: string;
  /** A certificate with its key, good for serving and for calling, under these host names and IP addresses. */
  issue(name: string, hosts: readonly string[]): Promise<{ certificate: string; privateKey: string }>;
}

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
const DAY_MS = 24 * 60 * 60 * 1000;
const AUTHORITY_DAYS = 3_650;
const CERTIFICATE_DAYS = 365;

/** The authority in `<folder>/ca.crt` and `ca.key`, made at the first call. Its key never leaves the folder. */
export async function openAuthority(folder: string, clock: Clock): Promise<Authority> {
  const files = { certificate: join(folder, 'ca.crt'), key: join(folder, 'ca.key') };
  await mkdir(folder, { recursive: true, mode: 0o700 });
  if (!existsSync(files.certificate)) await createAuthority(files, clock);
  const certificate = await readFile(files.certificate, 'utf8');
  const signingKey = await importKey(await readFile(files.key, 'utf8'));
  const { subject } = new x509.X509Certificate(certificate);
  return {
    certificate,
    async issue(name, hosts) {
      const keys = await newKeys();
      const issued = await x509.X509CertificateGenerator.create({
        subject: `CN=${name}`,
        issuer: subject,
        ...validity(clock, CERTIFICATE_DAYS),
        publicKey: keys.publicKey,
        signingKey,
        signingAlgorithm: ALGORITHM,
        extensions: [
          new x509.BasicConstraintsExtension(false, undefined, true),
          new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
          new x509.ExtendedKeyUsageExtension([SERVER_AUTH, CLIENT_AUTH]),
          new x509.SubjectAlternativeNameExtension(
            hosts.map((value) => ({ type: isIP(value) ? 'ip' : 'dns', value })),
          ),
        ],
      });
      return { certificate: issued.toString('pem'), privateKey: await exportKey(keys.privateKey) };
    },
  };
}

const SERVER_AUTH = '1.3.6.1.5.5.7.3.1';
const CLIENT_AUTH = '1.3.6.1.5.5.7.3.2';

/** The certificate is written last: where it is, its key is. */
async function createAuthority(files: { certificate: string; key: string }, clock: Clock): Promise<void> {
  const keys = await newKeys();
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    name: 'CN=Depachika local authority',
    ...validity(clock, AUTHORITY_DAYS),
    keys,
    signingAlgorithm: ALGORITHM,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
    ],
  });
  await writeFile(files.key, await exportKey(keys.privateKey), { mode: 0o600 });
  await writeFile(files.certificate, certificate.toString('pem'));
}

/** From a day before: the clocks of two machines need not agree. */
function validity(clock: Clock, days: number): { notBefore: Date; notAfter: Date } {
  const nowMs = clock.now().getTime();
  return { notBefore: new Date(nowMs - DAY_MS), notAfter: new Date(nowMs + days * DAY_MS) };
}

function newKeys(): Promise<webcrypto.CryptoKeyPair> {
  return webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
}

async function exportKey(key: webcrypto.CryptoKey): Promise<string> {
  return x509.PemConverter.encode(await webcrypto.subtle.exportKey('pkcs8', key), 'PRIVATE KEY');
}

function importKey(pem: string): Promise<webcrypto.CryptoKey> {
  return webcrypto.subtle.importKey('pkcs8', x509.PemConverter.decodeFirst(pem), ALGORITHM, false, ['sign']);
}
