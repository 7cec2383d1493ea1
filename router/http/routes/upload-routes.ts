import type { IncomingHttpHeaders } from 'node:http';
import type { Readable } from 'node:stream';
import { shared } from '@depachika/messages/shared/shared-messages.ts';
import { UPLOADS_PATH } from '@depachika/schema/paths.ts';
import type { FastifyInstance } from 'fastify';
import type { RateLimiter } from '../../admission/rate-limit.ts';
import { refusalBody } from '../../operation/public-errors.ts';

export interface UploadRequest {
  /** From `/uploads/` on, with the query string. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  /** As it comes: nothing of it has been read. */
  readonly body: Readable;
}

export interface UploadAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Knows which address may take how many bytes, and asks that before it reads one. */
export type UploadHandler = (request: UploadRequest) => Promise<UploadAnswer>;

/** Takes bytes by PUT, unread and limited in rate. */
export async function addUploadRoutes(
  app: FastifyInstance,
  { handler, limitRate }: { readonly handler: UploadHandler; readonly limitRate: RateLimiter },
): Promise<void> {
  await app.register(async (raw) => {
    raw.removeAllContentTypeParsers();
    raw.addContentTypeParser('*', (_request, payload, done) => done(null, payload));
    raw.put(`${UPLOADS_PATH}*`, async (request, reply) => {
      const limited = await limitRate({ caller: { kind: 'anonymous' }, address: `uploads ${request.ip}` });
      if (limited) {
        const { limit, hits: actual, retryAfterSeconds } = limited;
        reply.code(429).header('retry-after', retryAfterSeconds).header('connection', 'close');
        return refusalBody('RATE_LIMITED', shared.rateLimited({ limit, actual, retryAfterSeconds }), {
          retryAfterSeconds,
        });
      }
      const { url: path, headers, raw: body } = request;
      const answer = await handler({ path, headers, body });
      return reply.code(answer.status).headers(answer.headers).send(answer.body);
    });
  });
}
