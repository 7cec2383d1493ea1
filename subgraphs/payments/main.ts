import { WEBHOOKS_PATH } from '@depachika/schema/paths.ts';
import { runService } from '@depachika/service/run-service.ts';
import { paymentsConfig } from './config.ts';
import { paymentsSubgraph } from './payments.ts';

await runService('payments', ({ deps }) => {
  const subgraph = paymentsSubgraph({ ...deps, config: paymentsConfig() });
  return {
    subgraph,
    // The provider's signature stands for an identity: it is computed over the very bytes that came.
    routes: (http) =>
      http.register(async (raw) => {
        raw.removeAllContentTypeParsers();
        raw.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
        raw.post(`${WEBHOOKS_PATH}*`, async ({ headers, body }, reply) => {
          const answer = await subgraph.webhook({
            headers,
            body: Buffer.isBuffer(body) ? body : Buffer.alloc(0),
          });
          return reply.code(answer.status).send(answer.body);
        });
      }),
  };
});
