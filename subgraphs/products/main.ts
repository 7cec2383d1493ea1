import { IMAGES_PATH, UPLOADS_PATH } from '@depachika/schema/paths.ts';
import { runService } from '@depachika/service/run-service.ts';
import { productsConfig } from './config.ts';
import { productsSubgraph } from './products.ts';

await runService('products', ({ deps }) => {
  const subgraph = productsSubgraph({ ...deps, config: productsConfig() });
  return {
    subgraph,
    routes: (http) => {
      http.get(`${IMAGES_PATH}*`, async (request, reply) => {
        const noneMatch = request.headers['if-none-match'];
        const { status, headers, body } = await subgraph.images.handle(
          request.url.split('?')[0] ?? '',
          noneMatch,
        );
        return reply.code(status).headers(headers).send(body);
      });
      http.register(async (raw) => {
        raw.removeAllContentTypeParsers();
        raw.addContentTypeParser('*', (_request, payload, done) => done(null, payload));
        raw.put(`${UPLOADS_PATH}*`, async ({ url: path, headers, raw: body }, reply) => {
          const answer = await subgraph.uploads({ path, headers, body });
          return reply.code(answer.status).headers(answer.headers).send(answer.body);
        });
      });
    },
  };
});
