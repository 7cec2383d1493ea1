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
}

/** Of a route whose answers are JSON as a whole: what comes in parts or as events is sent as it comes. Bodies may be packed by gzip. */
export const COMPRESSED_ROUTE = {
  compress: {
    threshold: COMPRESSED_FROM_BYTES,
    encodings: ['br' as const, 'gzip' as const],
    customTypes: /^application\/(?:graphql-response\+)?json(?:;|$)/,
  },
  decompress: { requestEncodings: ['gzip' as const] },
};
