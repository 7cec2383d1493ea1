import { IMAGES_PATH } from '@depachika/schema/paths.ts';
import { runService } from '@depachika/service/run-service.ts';
import { productsConfig } from './config.ts';
import { productsSubgraph } from './products.ts';

await runService('products', ({ deps }) => {
  const subgraph = productsSubgraph({ ...deps, config: productsConfig() });
  return {
    subgraph,
    routes: (http) =>
      http.get(`${IMAGES_PATH}*`, async (request, reply) => {
        const { status, headers, body } = await subgraph.images.handle(request.url.split('?')[0] ?? '');
        return reply.code(status).headers(headers).send(body);
      }),
  };
});
