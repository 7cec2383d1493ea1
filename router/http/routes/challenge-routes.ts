import type { IncomingHttpHeaders } from 'node:http';
import { shared } from '@depachika/messages/shared/shared-messages.ts';
import { CHALLENGES_PATH } from '@depachika/schema/paths.ts';
import type { FastifyInstance } from 'fastify';
import type { RateLimiter } from '../../admission/rate-limit.ts';
import { refusalBody } from '../../operation/public-errors.ts';

export interface ChallengeRequest {
  readonly method: string;
  /** From `/sandbox/challenges/` on, with the query string. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

export interface ChallengeAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Shows a card holder the issuer's question and takes the answer; only this handler knows what is asked. */
export type ChallengeHandler = (request: ChallengeRequest) => Promise<ChallengeAnswer>;

/** An answer is one word. */
const MAX_BYTES = 4_096;

/** Passes the sandbox's pages for card holders through, limited in size and rate. */
export async function addChallengeRoutes(
  app: FastifyInstance,
  options: { handler: ChallengeHandler; limitRate: RateLimiter },
): Promise<void> {
  await app.register(async (raw) => {
    raw.removeAllContentTypeParsers();
    raw.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
    raw.route({
      method: ['GET', 'POST'],
      url: `${CHALLENGES_PATH}*`,
      exposeHeadRoute: false,
      bodyLimit: MAX_BYTES,
      handler: async ({ method, url: path, headers, ip, body }, reply) => {
        const limited = await options.limitRate({
          caller: { kind: 'anonymous' },
          address: `challenges ${ip}`,
        });
        if (limited) {
          const { retryAfterSeconds } = limited;
          reply.code(429).header('retry-after', retryAfterSeconds);
          return refusalBody('RATE_LIMITED', shared.tooManyAnswers, { retryAfterSeconds });
        }
        const bytes = Buffer.isBuffer(body) ? body : Buffer.alloc(0);
        const answer = await options.handler({ method, path, headers, body: bytes });
        return reply.code(answer.status).headers(answer.headers).send(answer.body);
      },
    });
  });
}
