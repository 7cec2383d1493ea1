import { experimental, type ServerCredentials } from '@grpc/grpc-js';

/** PEM files' contents. */
export interface GrpcServerTls {
  readonly certificate: Buffer;
  readonly privateKey: Buffer;
  /** The authority of client certificates: who shows none of its own is refused. */
  readonly clientAuthority: Buffer;
}

/** A server's credentials that may be replaced: new connections have the new ones, old ones go on with what they began with. */
export function replaceableCredentials(
  first: GrpcServerTls,
  renewals: ((take: (renewed: GrpcServerTls) => void) => void) | undefined,
): ServerCredentials {
  const authorityListeners = new Set<experimental.CaCertificateUpdateListener>();
  const identityListeners = new Set<experimental.IdentityCertificateUpdateListener>();
  let tls = first;
  renewals?.((renewed) => {
    tls = renewed;
    for (const listener of authorityListeners) listener(authorityOf(tls));
    for (const listener of identityListeners) listener(identityOf(tls));
  });
  const provider: experimental.CertificateProvider = {
    addCaCertificateListener(listener) {
      authorityListeners.add(listener);
      soon(() => listener(authorityOf(tls)));
    },
    removeCaCertificateListener: (listener) => void authorityListeners.delete(listener),
    addIdentityCertificateListener(listener) {
      identityListeners.add(listener);
      soon(() => listener(identityOf(tls)));
    },
    removeIdentityCertificateListener: (listener) => void identityListeners.delete(listener),
  };
  return experimental.createCertificateProviderServerCredentials(provider, provider, true);
}

/** The library asks before it can hear the answer. */
const soon = (tell: () => void): void => process.nextTick(tell);

function authorityOf({ clientAuthority }: GrpcServerTls): experimental.CaCertificateUpdate {
  return { caCertificate: clientAuthority };
}

function identityOf({ certificate, privateKey }: GrpcServerTls): experimental.IdentityCertificateUpdate {
  return { certificate, privateKey };
}
