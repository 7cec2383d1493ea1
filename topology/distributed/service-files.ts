import { join } from 'node:path';
import type { TlsFiles } from '@depachika/service/config.ts';

/** What a process needs to know who it is; each service gets its own folder and sees no other. */
export const SERVICE_FILES = {
  identityKey: 'identity.json',
  trustedKeys: 'trusted-keys.json',
  certificate: 'tls.crt',
  privateKey: 'tls.key',
  authority: 'ca.crt',
  databaseUrl: 'database-url',
} as const;

export function tlsFilesIn(folder: string): TlsFiles {
  return {
    certificateFile: join(folder, SERVICE_FILES.certificate),
    privateKeyFile: join(folder, SERVICE_FILES.privateKey),
    authorityFile: join(folder, SERVICE_FILES.authority),
  };
}
