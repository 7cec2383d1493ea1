import type { Clock } from '@depachika/clock/clock.ts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { FoundAnswer } from '../../execution/kept/kept-answers.ts';
import { alsoVary } from '../answered-operation.ts';
import { COMPRESSED_FROM_BYTES } from '../compression.ts';
import { chosenEncoding, compressed, plainBytes, withExtensions } from './answer-encodings.ts';
import { freshnessHeaders, isKnownTag, VARIES_BY } from './answer-freshness.ts';

export interface AnswerReply {
  readonly found: FoundAnswer;
  readonly mediaType: string;
  readonly elsewhereSeconds: number;
  /** Beside the data, for this caller alone; undefined: nothing. */
  readonly extensions: object | undefined;
  readonly clock: Clock;
}

/**
 * Sends a public answer as it was kept: as text, without reading it. Its `ETag` is weak: it names the data, which are the same
 * in every encoding and beside whatever stands around them.
 */
export async function replyKept(
  request: FastifyRequest,
  reply: FastifyReply,
  { found, mediaType, elsewhereSeconds, extensions, clock }: AnswerReply,
): Promise<string | Buffer | FastifyReply> {
  const { kept } = found;
  const { method, headers } = request;
  const isSignedIn = request.access?.caller.kind !== 'anonymous';
  const fresh = freshnessHeaders(found, { isSignedIn, elsewhereSeconds }, clock.now().getTime());
  for (const name in fresh) reply.header(name, fresh[name]);
  alsoVary(reply, VARIES_BY);
  reply.header('content-type', mediaType);
  if (method === 'GET' || method === 'HEAD') {
    reply.header('etag', `W/"${kept.tag}"`);
    if (isKnownTag(headers['if-none-match'], kept.tag)) {
      request.answeredCodes = [];
      return reply.code(304).removeHeader('content-type').send();
    }
  }
  const sent = extensions ? withExtensions(kept, extensions) : kept;
  const plain = plainBytes(sent);
  const encoding =
    plain.length < COMPRESSED_FROM_BYTES ? undefined : chosenEncoding(headers['accept-encoding']);
  if (!encoding) return plain;
  reply.header('content-encoding', encoding);
  return compressed(sent, encoding);
}
