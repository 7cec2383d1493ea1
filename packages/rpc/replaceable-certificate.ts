import type { experimental } from '@grpc/grpc-js';

/** PEM files' contents. */
export interface CertificateParts {
  readonly authority?: Buffer | undefined;
  readonly certificate?: Buffer | undefined;
  readonly privateKey?: Buffer | undefined;
}

/** What gRPC's library asks for certificates at each new connection. */
export interface ReplaceableCertificate extends experimental.CertificateProvider {
  /** New connections have these; those that are there go on with what they began with. */
  replace(parts: CertificateParts): void;
}

export function replaceableCertificate(first: CertificateParts): ReplaceableCertificate {
  const authorityListeners = new Set<experimental.CaCertificateUpdateListener>();
  const identityListeners = new Set<experimental.IdentityCertificateUpdateListener>();
  let parts = first;
  return {
    addCaCertificateListener(listener) {
      authorityListeners.add(listener);
      soon(() => listener(authorityOf(parts)));
    },
    removeCaCertificateListener: (listener) => void authorityListeners.delete(listener),
    addIdentityCertificateListener(listener) {
      identityListeners.add(listener);
      soon(() => listener(identityOf(parts)));
    },
    removeIdentityCertificateListener: (listener) => void identityListeners.delete(listener),
    replace(renewed) {
      parts = renewed;
      for (const listener of authorityListeners) listener(authorityOf(parts));
      for (const listener of identityListeners) listener(identityOf(parts));
    },
  };
}

/** The library adds its own listener first and what this one tells second, in one turn. */
const soon = (tell: () => void): void => process.nextTick(tell);

function authorityOf({ authority }: CertificateParts): experimental.CaCertificateUpdate | null {
  return authority ? { caCertificate: authority } : null;
}

function identityOf({
  certificate,
  privateKey,
}: CertificateParts): experimental.IdentityCertificateUpdate | null {
  return certificate && privateKey ? { certificate, privateKey } : null;
}
