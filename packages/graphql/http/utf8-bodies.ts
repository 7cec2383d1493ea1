import { isUtf8 } from 'node:buffer';
import { MIMEType } from 'node:util';
import type { FastifyInstance, FastifyRequest } from 'fastify';

/**
 * Takes bodies in UTF-8 alone, for all routes of this server that are added after: another charset is 415, and bytes that
 * are no UTF-8 are 400, a packed body is 415. Read as if they were, both would become text that nobody wrote.
 */
export function acceptUtf8Alone(app: FastifyInstance): void {
  app.addHook('preParsing', async (request) => {
    if (!isCharsetRead(request.headers['content-type']))
      throw refusal(415, 'The charset of a body must be UTF-8');
    if (isPacked(request.headers['content-encoding'])) throw refusal(415, 'A body is sent as it is');
  });
  readJson(app, { emptyIsNone: false });
  app.addHook('preHandler', async ({ body }: FastifyRequest) => {
    if (Buffer.isBuffer(body) && !isUtf8(body)) throw refuseBytes();
  });
}

/** @param options.emptyIsNone a body without a byte is none, though it says that it is JSON; otherwise it is 400 */
export function readJson(app: FastifyInstance, { emptyIsNone }: { readonly emptyIsNone: boolean }): void {
  const parseJson = app.getDefaultJsonParser('error', 'error');
  app.removeContentTypeParser('application/json');
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, bytes: Buffer, done) => {
    if (emptyIsNone && bytes.length === 0) return done(null, undefined);
    if (!isUtf8(bytes)) return done(refuseBytes());
    return parseJson(request, bytes.toString('utf8'), done);
  });
}

/**
 * A body that names no charset is in UTF-8, as JSON always is. One that names it in a way of its own, or twice, may be read
 * in another way by whoever stands between: it is refused too.
 */
function isCharsetRead(contentType = ''): boolean {
  const named = contentType.toLowerCase().split('charset').length - 1;
  if (named === 0) return true;
  try {
    return named === 1 && /^utf-?8$/i.test(new MIMEType(contentType).params.get('charset') ?? '');
  } catch {
    return false;
  }
}

/** Nothing is unpacked here: a body that says it is packed would be read as something else. */
function isPacked(contentEncoding = 'identity'): boolean {
  return contentEncoding.trim().toLowerCase() !== 'identity';
}

function refuseBytes(): Error {
  return refusal(400, 'The body is not UTF-8');
}

function refusal(statusCode: number, message: string): Error {
  return Object.assign(new Error(message), { statusCode });
}
