import { METRICS } from '@depachika/telemetry/metric-list.ts';
import type { Metrics } from '@depachika/telemetry/metrics.ts';
import type { ServiceCertificate } from '../certificates/service-certificate.ts';

/** Tells when the certificate ends that is in use now: it is replaced while the service runs. */
export function addCertificateGauge(metrics: Metrics, certificate: Pick<ServiceCertificate, 'endsAt'>): void {
  metrics.gauge({
    ...METRICS.certificateEnd,
    read: () => [{ labels: {}, value: certificate.endsAt().getTime() / 1000 }],
  });
}
