import { codesOf } from '@depachika/schema/error-outcomes.ts';
import { countedName } from '@depachika/schema/trusted-operations.ts';
import type { ExecutionResult } from 'graphql';
import { isRefusal, type Refusal, refusalOf } from '../admission/refusal.ts';
import type { RouterLimits } from '../config.ts';
import { answerTooLarge, isTooLarge } from '../execution/answer-size.ts';
import type { AdmittedOperation, AskedOperation } from '../lasting/lasting-operations.ts';
import { countOperation, type Events, measuredEvents } from '../lasting/measured-operations.ts';
import type { FollowRequest, StreamAnswer } from '../lasting/stream-door.ts';
import { withoutStatus } from '../operation/public-errors.ts';
import { badRequest, streamed } from './answers.ts';
import type { HeldStreams, KeptPlace } from './held-streams.ts';
import type { OpenStream } from './open-stream.ts';
import { channelOf } from './stream-channel.ts';
import { NAMED_EVENTS, namedEvent } from './stream-format.ts';
import { seenVersion } from './stream-request.ts';
import {
  type Channel,
  isStream,
  nameOf,
  type StreamedOperationOptions,
  tellEvents,
} from './streamed-operation.ts';

interface FollowOptions extends StreamedOperationOptions {
  readonly held: HeldStreams;
  readonly limits: RouterLimits;
}

/** Begins a subscription, and opens its stream once its subgraph has let it in: until then a status can still say why not. */
export async function followAlone(
  request: FollowRequest,
  options: FollowOptions,
): Promise<StreamAnswer | Refusal> {
  const { held, metrics } = options;
  const began = performance.now();
  const after = seenVersion(request.headers);
  if (typeof after === 'object') return badRequest(after.wrong);
  const { access, address, language, requestId, query, variables } = request;
  const { caller } = access;
  const place = held.place(caller, address);
  if (isRefusal(place)) return place;
  const asked = {
    transport: 'stream-get',
    caller,
    address,
    language,
    requestId,
    query,
    variables,
    after,
  } as const;
  const begun = await begin(asked, place, options);
  const codes = 'refusal' in begun ? codesOf(begun.refusal.errors) : [];
  countOperation(metrics, { name: begun.name, codes, began });
  if ('refusal' in begun) return begun.refusal;
  const stream = held.open({ place, access, language, format: NAMED_EVENTS });
  const told = toldAs(stream, request, options.limits);
  const watched = { operation: countedName(begun.name), connectionEnd: stream.endCode };
  void tellEvents(told, measuredEvents(begun.events, watched, metrics), options.logger);
  return streamed(stream);
}

/** Says everything in the words of who asked: what breaks too, after which its client may ask again. */
function toldAs(
  stream: OpenStream,
  { tell }: Pick<FollowRequest, 'tell'>,
  limits: Pick<RouterLimits, 'answerBytes'>,
): Channel {
  return {
    ...channelOf(stream, limits),
    next: (event, version) => stream.send(eventText(event, version)),
    async answer(result) {
      await stream.answer(eventText(result, undefined));
      stream.lose('GOING_AWAY');
    },
  };

  function eventText(result: ExecutionResult, version: number | undefined): string {
    const { name, data } = tell(result);
    const json = JSON.stringify(data);
    if (!isTooLarge(json, limits.answerBytes)) return namedEvent(name, json, version);
    const refused = tell({ errors: [withoutStatus(answerTooLarge(limits.answerBytes))] });
    return namedEvent(refused.name, JSON.stringify(refused.data), version);
  }
}

type Begun =
  | { readonly name: string | undefined; readonly events: Events }
  | { readonly name: string | undefined; readonly refusal: Refusal };

/** The place is left where nothing begins. */
async function begin(asked: AskedOperation, place: KeptPlace, { operations }: FollowOptions): Promise<Begun> {
  let begun: Begun | undefined;
  try {
    const admitted: AdmittedOperation | Refusal = await operations.admit(asked);
    if (isRefusal(admitted)) return { name: admitted.operationName, refusal: admitted };
    const name = nameOf(admitted);
    const results = await operations.subscribe(admitted);
    if (!isStream(results)) return { name, refusal: refusalOf(...(results.errors ?? [])) };
    begun = { name, events: results };
    return begun;
  } finally {
    if (!begun) place.leave();
  }
}
