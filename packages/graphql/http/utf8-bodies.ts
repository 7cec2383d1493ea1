import { isUtf8 } from 'node:buffer';
import type { IncomingHttpHeaders } from 'node:http';
import { MIMEType } from 'node:util';
import type { FastifyInstance, FastifyRequest } from 'fastify';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The route unpacks JSON that comes by gzip. */
    unpacks?: boolean;
  }
}

/**
 * Takes bodies in UTF-8 alone, for all routes of this server that are added after: another charset is 415, and bytes that
 * are no UTF-8 are 400, a packed body is 415 but for gzip where a route unpacks it. Read as if they were, both would become text that nobody wrote.
 */
export function acceptUtf8Alone(app: FastifyInstance): void {
  app.addHook('preParsing', (request, _reply, payload, done) => {
    const { unpacks = false } = request.routeOptions.config;
    if (!isCharsetRead(request.headers['content-type']))
      done(refusal(415, 'The charset of a body must be UTF-8'));
    else if (isPacked(request.headers, unpacks)) done(refusal(415, 'A body is sent as it is'));
    else done(null, payload);
  });
  readJson(app, { emptyIsNone: false });
  app.addHook('preHandler', ({ body }: FastifyRequest, _reply, done) => {
    if (Buffer.isBuffer(body) && !isUtf8(body)) done(refuseBytes());
    else done();
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

/** What nobody unpacks would be read as something else. Parts of a form are read as they come, and never unpacked. */
function isPacked(headers: IncomingHttpHeaders, unpacks: boolean): boolean {
  const encoding = (headers['content-encoding'] ?? 'identity').trim().toLowerCase();
  if (encoding === 'identity') return false;
  return (
    !unpacks || encoding !== 'gzip' || !headers['content-type']?.toLowerCase().startsWith('application/json')
  );
}

function refuseBytes(): Error {
  return refusal(400, 'The body is not UTF-8');
}

function refusal(statusCode: number, message: string): Error {
  return Object.assign(new Error(message), { statusCode });
}

/** A URL holds bytes: read loosely, those that are no text would become U+FFFD. @param url a path with its query */
export function isUtf8Address(url: string): boolean {
  try {
    decodeURIComponent(url);
    return true;
  } catch {
    return false;
  }
}
