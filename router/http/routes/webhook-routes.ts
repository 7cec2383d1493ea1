import type { IncomingHttpHeaders } from 'node:http';
import { shared } from '@depachika/messages/shared/shared-messages.ts';
import { WEBHOOKS_PATH } from '@depachika/schema/paths.ts';
import type { FastifyInstance } from 'fastify';
import type { RateLimiter } from '../../admission/rate-limit.ts';
import { refusalBody } from '../../operation/public-errors.ts';

export interface WebhookRequest {
  /** From `/webhooks/` on, with the query string. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  /** Exactly the bytes that were sent: signatures are computed over them. */
  readonly body: Buffer;
}

export interface WebhookAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** Checks the provider's signature and takes the notification; only this handler knows what is in it. */
export type WebhookHandler = (request: WebhookRequest) => Promise<WebhookAnswer>;

/** Passes notifications through untouched, limited in size and rate. */
export async function addWebhookRoutes(
  app: FastifyInstance,
  options: { handler: WebhookHandler; limitRate: RateLimiter; maxBytes: number },
): Promise<void> {
  await app.register(async (raw) => {
    raw.removeAllContentTypeParsers();
    raw.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
    raw.post(`${WEBHOOKS_PATH}*`, { bodyLimit: options.maxBytes }, async (request, reply) => {
      const limited = await options.limitRate({
        caller: { kind: 'anonymous' },
        address: `webhooks ${request.ip}`,
      });
      if (limited) {
        reply.code(429).header('retry-after', limited.retryAfterSeconds);
        return refusalBody('RATE_LIMITED', shared.tooManyNotifications, {
          retryAfterSeconds: limited.retryAfterSeconds,
        });
      }
      const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
      const answer = await options.handler({ path: request.url, headers: request.headers, body });
      reply.code(answer.status).headers({ ...answer.headers });
      return answer.body ?? '';
    });
  });
}
