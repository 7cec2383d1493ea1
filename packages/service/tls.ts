import { readFile } from 'node:fs/promises';
import type { TlsFiles } from './config.ts';

/** Who a service is to other services, and whom it believes: PEM files' contents. */
export interface Tls {
  readonly certificate: Buffer;
  readonly privateKey: Buffer;
  readonly authority: Buffer;
}

export async function readTls(files: TlsFiles): Promise<Tls> {
  const [certificate, privateKey, authority] = await Promise.all([
    readFile(files.certificateFile),
    readFile(files.privateKeyFile),
    readFile(files.authorityFile),
  ]);
  return { certificate, privateKey, authority };
}
