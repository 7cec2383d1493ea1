import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { TlsFiles } from '../config.ts';
import type { CertificateLife } from './certificate-life.ts';

/** Who a service is to other services, and whom it believes: PEM files' contents. */
export interface Tls {
  readonly certificate: Buffer;
  readonly privateKey: Buffer;
  readonly authority: Buffer;
  readonly life: CertificateLife;
  /** Hexadecimal; tells a certificate from the one before it. */
  readonly serialNumber: string;
}

/** Throws, naming the variable, when files are away or half written, or do not belong together. */
export async function readTls(files: TlsFiles): Promise<Tls> {
  const [certificate, privateKey, authority] = await Promise.all([
    readFile(files.certificateFile),
    readFile(files.privateKeyFile),
    readFile(files.authorityFile),
  ]);
  const chain = certificatesIn(certificate, 'TLS_CERT_FILE');
  const authorities = certificatesIn(authority, 'TLS_CA_FILE');
  const own = chain[0]!;
  if (!own.checkPrivateKey(keyIn(privateKey)))
    throw new Error('TLS_KEY_FILE must hold the key of the certificate in TLS_CERT_FILE');
  if (!chain.some((each) => authorities.some((issuer) => isIssued(each, issuer))))
    throw new Error('TLS_CA_FILE must hold the authority of the certificate in TLS_CERT_FILE');
  const life = { startsAt: own.validFromDate, endsAt: own.validToDate };
  return { certificate, privateKey, authority, life, serialNumber: own.serialNumber };
}

const PEM_END = '-----END CERTIFICATE-----';

/** One or more: an authority that is renewed stands beside its successor, and a chain is a certificate and its issuers. */
function certificatesIn(pem: Buffer, variable: string): readonly X509Certificate[] {
  const blocks = pem
    .toString('latin1')
    .split(PEM_END)
    .filter((text) => text.trim() !== '');
  try {
    if (blocks.length === 0) throw new Error('There is none in it');
    return blocks.map((block) => new X509Certificate(`${block}${PEM_END}`));
  } catch (cause) {
    throw new Error(`${variable} must hold certificates in PEM form`, { cause });
  }
}

function keyIn(pem: Buffer) {
  try {
    return createPrivateKey(pem);
  } catch (cause) {
    throw new Error('TLS_KEY_FILE must hold a private key in PEM form', { cause });
  }
}

function isIssued(certificate: X509Certificate, issuer: X509Certificate): boolean {
  return certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey);
}
