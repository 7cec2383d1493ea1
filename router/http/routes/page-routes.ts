import type { IncomingMessage, ServerResponse } from 'node:http';
import { METRICS_PATH } from '@depachika/schema/paths.ts';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

/** What the router knows of who asks for a page. */
export interface PageVisit {
  /** The visitor's network address. */
  readonly address: string;
  readonly requestId: string;
}

/** Answers what a browser asks for beside the graph. */
export interface PageHandler {
  answer(request: IncomingMessage, response: ServerResponse, visit: PageVisit): void;
  /** Where its pages ask for sockets of the graph. */
  readonly livePath: string;
}

/** Hands on every address that is nobody else's. The body is not read here: a form is its page's. */
export async function addPageRoutes(app: FastifyInstance, handler: PageHandler): Promise<void> {
  await app.register(async (pages) => {
    pages.removeAllContentTypeParsers();
    pages.addContentTypeParser('*', (_request, _payload, done) => done(null));
    const handOn = (request: FastifyRequest, reply: FastifyReply) => {
      reply.hijack();
      for (const [name, value] of Object.entries(reply.getHeaders()))
        if (value !== undefined && !name.startsWith('access-control-'))
          reply.raw.setHeader(name, value as string);
      handler.answer(request.raw, reply.raw, { address: request.ip, requestId: request.id });
    };
    pages.route({ method: ['GET', 'HEAD', 'POST'], url: '/*', handler: handOn });
    // Whoever renders pages is asked for these by others than visitors.
    for (const url of [handler.livePath, METRICS_PATH])
      pages.get(url, (_request, reply) => reply.callNotFound());
  });
}
