import { IMAGES_PATH, UPLOADS_PATH } from '@depachika/schema/paths.ts';
import type { FastifyInstance } from 'fastify';
import type { ProductImages } from './product-image.ts';
import type { UploadAnswer, UploadRequest } from './uploads/receive-upload.ts';

/** Of the domain's own port, to which the router passes on what is asked below `/images/` and put below `/uploads/`. */
export function pictureRoutes({
  images,
  uploads,
}: {
  readonly images: ProductImages;
  readonly uploads: (request: UploadRequest) => Promise<UploadAnswer>;
}): (http: FastifyInstance) => void {
  return (http) => {
    http.get(`${IMAGES_PATH}*`, async (request, reply) => {
      const path = request.url.split('?')[0] ?? '';
      const { status, headers, body } = await images.handle(path, request.headers['if-none-match']);
      return reply.code(status).headers(headers).send(body);
    });
    http.register(async (raw) => {
      // Whether a body is wanted is asked before it is read.
      raw.removeAllContentTypeParsers();
      raw.addContentTypeParser('*', (_request, payload, done) => done(null, payload));
      raw.put(`${UPLOADS_PATH}*`, async ({ url: path, headers, raw: body }, reply) => {
        const answer = await uploads({ path, headers, body });
        return reply.code(answer.status).headers(answer.headers).send(answer.body);
      });
    });
  };
}
