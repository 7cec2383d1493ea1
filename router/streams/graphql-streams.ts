import { STREAM_TOKEN_HEADER } from '@depachika/schema/headers.ts';
import { isRefusal, type Refusal } from '../admission/refusal.ts';
import type { RouterLimits } from '../config.ts';
import type { StreamAnswer, StreamDoor, StreamRequest } from '../lasting/stream-door.ts';
import { badRequest, streamed } from './answers.ts';
import { followAlone } from './followed-subscription.ts';
import { type HeldStreams, type HeldStreamsOptions, heldStreams } from './held-streams.ts';
import { singleConnections } from './single-connections.ts';
import { channelOf } from './stream-channel.ts';
import { SERVER_SENT_EVENTS } from './stream-format.ts';
import { readStreamRequest } from './stream-request.ts';
import { type StreamedOperationOptions, streamOperation } from './streamed-operation.ts';
import { wantedFormat } from './wanted-format.ts';

export interface GraphqlStreamsOptions extends StreamedOperationOptions, HeldStreamsOptions {
  readonly limits: RouterLimits;
}

export interface GraphqlStreams extends StreamDoor, Pick<HeldStreams, 'count' | 'closeSession' | 'close'> {}

/** Answers that last: Server-Sent Events, of graphql-sse, and multipart subscriptions, of Apollo's clients. */
export function createGraphqlStreams(options: GraphqlStreamsOptions): GraphqlStreams {
  const held = heldStreams(options);
  const onSingleConnection = singleConnections({ ...options, held });
  const { count, closeSession, close } = held;

  return {
    ...{ count, closeSession, close },
    wants: ({ headers }) => wantedFormat(headers.accept) !== undefined,
    answer: (request) => (isOfSingleConnection(request) ? onSingleConnection(request) : answerAlone(request)),
    follow: (request) => followAlone(request, { ...options, held }),
  };

  /** A stream of one operation. */
  function answerAlone(request: StreamRequest): StreamAnswer | Refusal {
    const text = readStreamRequest(request);
    if ('wrong' in text) return badRequest(text.wrong);
    const { access, address, language, requestId, method } = request;
    const { caller } = access;
    const place = held.place(caller, address);
    if (isRefusal(place)) return place;
    const format = wantedFormat(request.headers.accept) ?? SERVER_SENT_EVENTS;
    const stream = held.open({ place, access, language, format });
    const transport = method === 'GET' ? 'stream-get' : 'stream-post';
    const asked = { ...text, transport, caller, address, language, requestId } as const;
    void streamOperation(channelOf(stream, options.limits), asked, options);
    return streamed(stream);
  }
}

function isOfSingleConnection({ method, headers }: Pick<StreamRequest, 'method' | 'headers'>): boolean {
  return method === 'PUT' || method === 'DELETE' || headers[STREAM_TOKEN_HEADER] !== undefined;
}
