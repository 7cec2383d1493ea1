import type { IncomingMessage, ServerResponse } from 'node:http';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

/** Answers what a browser asks for beside the graph. */
export interface PageHandler {
  answer(request: IncomingMessage, response: ServerResponse): void;
  /** Where its pages ask for sockets of the graph. */
  readonly livePath: string;
  /** Makes such a request one that the graph knows. @returns why it is refused */
  admitLive(request: IncomingMessage): Promise<{ readonly status: number } | undefined>;
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
      handler.answer(request.raw, reply.raw);
    };
    pages.route({ method: ['GET', 'HEAD', 'POST'], url: '/*', handler: handOn });
  });
}
