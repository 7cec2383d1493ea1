import { createGuardedServer } from '@depachika/graphql/http/guarded-server.ts';
import { addMetricsRoute } from '@depachika/telemetry/http-metrics.ts';
import type { MetricsText } from '@depachika/telemetry/metrics.ts';

export interface MetricsServer {
  readonly url: string;
  close(): Promise<void>;
}

/** Serves metrics on a port that is not public: they are the operator's business alone. Throws `Port N is in use`. */
export async function serveMetrics(options: {
  readonly metrics: MetricsText;
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
}): Promise<MetricsServer> {
  const { metrics, host, port } = options;
  const http = createGuardedServer({ forceCloseConnections: true });
  addMetricsRoute(http, metrics);
  try {
    const url = await http.listen({ host, port });
    return { url: new URL('/metrics', url).href, close: () => http.close() };
  } catch (cause) {
    await http.close();
    if ((cause as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw cause;
    throw Object.assign(new Error(`Port ${port} is in use`, { cause }), { code: 'PORT_IN_USE' });
  }
}
