import type { FastifyInstance } from 'fastify';
import type { Metrics, MetricsText } from './metrics.ts';

/** Measures every route of this server, those declared before included. Call it before the server listens. */
export function measureHttp(http: FastifyInstance, metrics: Metrics): void {
  http.addHook('onResponse', (request, reply, done) => {
    metrics.httpRequest({
      method: request.method,
      route: request.routeOptions.url ?? 'none',
      status: reply.statusCode,
      durationMs: reply.elapsedTime,
    });
    done();
  });
}

/** `GET /metrics`: for a port that only the operator's own network reaches. */
export function addMetricsRoute(http: FastifyInstance, metrics: MetricsText): void {
  http.get('/metrics', async (_, reply) => reply.type(metrics.contentType).send(await metrics.text()));
}
