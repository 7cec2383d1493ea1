import { FILES_PATH, IMAGES_PATH, UPLOADS_PATH } from '@depachika/schema/paths.ts';
import type { FastifyInstance } from 'fastify';
import type { ProductImages } from './product-image.ts';
import type { FileKeeper } from './uploads/keep-file.ts';
import type { UploadAnswer, UploadRequest } from './uploads/receive-upload.ts';

/**
 * Of the domain's own port, to which the router passes on what is asked below `/images/` and put below `/uploads/`, and gives
 * the files of operations.
 */
export function pictureRoutes({
  images,
  uploads,
  files,
}: {
  readonly images: ProductImages;
  readonly uploads: (request: UploadRequest) => Promise<UploadAnswer>;
  readonly files: FileKeeper;
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
      raw.post(FILES_PATH, async ({ headers, raw: body }, reply) => {
        const identityToken = headers.authorization?.replace(/^Bearer /, '');
        const contentType = String(headers['content-type']);
        const answer = await files.keep({ identityToken, contentType, body });
        // A refusal leaves a body unread: the connection ends with it.
        if (answer.status !== 201) reply.header('connection', 'close');
        return reply.code(answer.status).type('text/plain').send(answer.body);
      });
      raw.delete<{ Params: { reference: string } }>(`${FILES_PATH}/:reference`, async (request, reply) => {
        await files.drop(request.params.reference);
        return reply.code(204).send();
      });
    });
  };
}
