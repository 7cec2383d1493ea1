import { CHALLENGES_PATH, WEBHOOKS_PATH } from '@depachika/schema/paths.ts';
import { runService } from '@depachika/service/run-service.ts';
import { paymentsConfig } from './config.ts';
import { paymentsSubgraph } from './payments.ts';

await runService('payments', ({ deps }) => {
  const subgraph = paymentsSubgraph({ ...deps, config: paymentsConfig() });
  return {
    subgraph,
    // The provider's signature stands for an identity: it is computed over the very bytes that came. A card holder has
    // the address of the question alone.
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
        raw.route({
          method: ['GET', 'POST'],
          url: `${CHALLENGES_PATH}*`,
          exposeHeadRoute: false,
          handler: async ({ method, url: path, headers, body }, reply) => {
            const bytes = Buffer.isBuffer(body) ? body : Buffer.alloc(0);
            const answer = await subgraph.challenge({ method, path, headers, body: bytes });
            return reply.code(answer.status).headers(answer.headers).send(answer.body);
          },
        });
      }),
  };
});
