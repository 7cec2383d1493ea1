import 'reflect-metadata';
import { webcrypto } from 'node:crypto';
import { isIP } from 'node:net';
import type { CertificateLife } from '@depachika/service/certificates/certificate-life.ts';
import * as x509 from '@peculiar/x509';
import { EARLY_MS } from './succession.ts';

x509.cryptoProvider.set(webcrypto as unknown as Parameters<typeof x509.cryptoProvider.set>[0]);

/** PEM. */
export interface KeyPair {
  readonly certificate: string;
  readonly privateKey: string;
}

/** A local authority: whoever holds one of its certificates is a service of this shop. */
export interface Authority {
  /** PEM. */
  readonly certificate: string;
  readonly life: CertificateLife;
  /** A certificate with its key, good for serving and for calling, under these host names and IP addresses. */
  issue(name: string, hosts: readonly string[], now: Date): Promise<KeyPair>;
}

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
const DAY_MS = 24 * 60 * 60 * 1000;
const AUTHORITY_DAYS = 3_650;
const CERTIFICATE_DAYS = 365;

export async function readAuthority({ certificate, privateKey }: KeyPair): Promise<Authority> {
  const signingKey = await importKey(privateKey);
  const { subject, notBefore, notAfter } = new x509.X509Certificate(certificate);
  const life = { startsAt: notBefore, endsAt: notAfter };
  return {
    certificate,
    life,
    async issue(name, hosts, now) {
      const keys = await newKeys();
      const issued = await x509.X509CertificateGenerator.create({
        subject: `CN=${name}`,
        issuer: subject,
        ...validity(now, CERTIFICATE_DAYS, life.endsAt),
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

/** @param number tells it from those before it: who checks a certificate finds its issuer by name */
export async function createAuthority(number: number, now: Date): Promise<KeyPair> {
  const keys = await newKeys();
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    name: `CN=Depachika local authority${number === 1 ? '' : ` ${number}`}`,
    ...validity(now, AUTHORITY_DAYS),
    keys,
    signingAlgorithm: ALGORITHM,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
    ],
  });
  return { certificate: certificate.toString('pem'), privateKey: await exportKey(keys.privateKey) };
}

/** The host names and IP addresses of a certificate. */
export function hostsOf(certificate: string): readonly string[] {
  const names = new x509.X509Certificate(certificate).getExtension(x509.SubjectAlternativeNameExtension);
  return names?.names.items.map(({ value }) => value) ?? [];
}

function validity(now: Date, days: number, latest?: Date): { notBefore: Date; notAfter: Date } {
  const endsMs = now.getTime() + days * DAY_MS;
  return {
    notBefore: new Date(now.getTime() - EARLY_MS),
    notAfter: new Date(Math.min(endsMs, latest?.getTime() ?? endsMs)),
  };
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
