import type { IncomingMessage, ServerResponse } from 'node:http';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

/** Answers what a browser asks for beside the graph. */
export type PageHandler = (request: IncomingMessage, response: ServerResponse) => void;

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
      handler(request.raw, reply.raw);
    };
    pages.route({ method: ['GET', 'HEAD', 'POST'], url: '/*', handler: handOn });
  });
}
