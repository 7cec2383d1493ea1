import { isUtf8 } from 'node:buffer';
import { MIMEType } from 'node:util';
import type { FastifyInstance, FastifyRequest } from 'fastify';

/**
 * Takes bodies in UTF-8 alone, for all routes of this server that are added after: another charset is 415, and bytes that
 * are no UTF-8 are 400. Read as if they were, both would become text that nobody wrote.
 */
export function acceptUtf8Alone(app: FastifyInstance): void {
  app.addHook('preParsing', async (request) => {
    if (!isCharsetRead(request.headers['content-type']))
      throw refusal(415, 'The charset of a body must be UTF-8');
  });
  const parseJson = app.getDefaultJsonParser('error', 'error');
  app.removeContentTypeParser('application/json');
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, bytes: Buffer, done) => {
    if (!isUtf8(bytes)) return done(refuseBytes());
    return parseJson(request, bytes.toString('utf8'), done);
  });
  app.addHook('preHandler', async ({ body }: FastifyRequest) => {
    if (Buffer.isBuffer(body) && !isUtf8(body)) throw refuseBytes();
  });
}

/** A body that names no charset is in UTF-8, as JSON always is. */
function isCharsetRead(contentType: string | undefined): boolean {
  if (!contentType?.toLowerCase().includes('charset')) return true;
  try {
    const charset = new MIMEType(contentType).params.get('charset');
    return charset === null || /^utf-?8$/i.test(charset);
  } catch {
    return false;
  }
}

function refuseBytes(): Error {
  return refusal(400, 'The body is not UTF-8');
}

function refusal(statusCode: number, message: string): Error {
  return Object.assign(new Error(message), { statusCode });
}
