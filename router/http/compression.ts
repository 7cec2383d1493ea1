import { Transform } from 'node:stream';
import fastifyCompress from '@fastify/compress';
import type { FastifyInstance } from 'fastify';

/** Shorter answers are sent as they are: they fit in one packet. */
export const COMPRESSED_FROM_BYTES = 1_024;

/**
 * Lets routes compress. Only those that say so do: the graph reads no cookie, so that no page of another site can have an answer
 * made for somebody else and measure its length; a page of the shop could be measured so, and is never compressed here.
 */
export async function addCompression(app: FastifyInstance): Promise<void> {
  await app.register(fastifyCompress, { global: false });
  // Before it is unpacked: what inflates to nothing would never grow beyond the limit.
  app.addHook('preParsing', (request, _reply, payload, done) => {
    const { config, bodyLimit } = request.routeOptions;
    if (!config.unpacks || request.headers['content-encoding'] === undefined) {
      done(null, payload);
      return;
    }
    const bounded = boundedStream(bodyLimit);
    // No pipeline: that would end the connection before its client is answered.
    payload.on('error', (error) => bounded.destroy(error));
    done(null, payload.pipe(bounded));
  });
}

function boundedStream(maxBytes: number): Transform {
  let bytes = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      if (bytes > maxBytes) done(new PackedBodyTooLarge());
      else done(null, chunk);
    },
  });
}

/** As Fastify says it of a body that is not packed. */
class PackedBodyTooLarge extends Error {
  readonly statusCode = 413;
  readonly code = 'FST_ERR_CTP_BODY_TOO_LARGE';
}

function asToldByUs(_encoding: string, _request: unknown, error: Error): Error | undefined {
  return error instanceof PackedBodyTooLarge ? error : undefined;
}

/** Of a route whose answers are JSON as a whole: what comes in parts or as events is sent as it comes. Bodies may be packed by gzip. */
export const COMPRESSED_ROUTE = {
  compress: {
    threshold: COMPRESSED_FROM_BYTES,
    encodings: ['br' as const, 'gzip' as const],
    customTypes: /^application\/(?:graphql-response\+|problem\+)?json(?:;|$)/,
  },
  decompress: { requestEncodings: ['gzip' as const], onInvalidRequestPayload: asToldByUs },
};
