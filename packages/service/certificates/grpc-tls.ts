import type { GrpcClientTls } from '@depachika/rpc/grpc-channels.ts';
import type { GrpcServerTls } from '@depachika/rpc/replaceable-credentials.ts';
import type { ServiceCertificate } from './service-certificate.ts';
import type { Tls } from './tls.ts';

// A service shows one certificate to those whom it calls and to those who call it, and believes one authority.

/** Options of a connector; none without a certificate. */
export function clientTlsOf(certificate: ServiceCertificate | undefined) {
  if (!certificate) return {};
  return {
    tls: asClient(certificate.current()),
    tlsRenewals: (take: (renewed: GrpcClientTls) => void) =>
      certificate.onChange((tls) => take(asClient(tls))),
  };
}

/** Options of a server; none without a certificate. */
export function serverTlsOf(certificate: ServiceCertificate | undefined) {
  if (!certificate) return {};
  return {
    tls: asServer(certificate.current()),
    tlsRenewals: (take: (renewed: GrpcServerTls) => void) =>
      certificate.onChange((tls) => take(asServer(tls))),
  };
}

function asClient({ certificate, privateKey, authority }: Tls): GrpcClientTls {
  return { certificate, privateKey, serverAuthority: authority };
}

function asServer({ certificate, privateKey, authority }: Tls): GrpcServerTls {
  return { certificate, privateKey, clientAuthority: authority };
}
