import { IdentityRefused } from '@depachika/identity/identity-token.ts';
import { preferredLanguage } from '@depachika/messages/language.ts';
import type { DomainFrame, OpenFrame } from '@depachika/schema/subscriptions/frames.ts';
import type { ExecutionResult } from 'graphql';
import type { Logger } from 'pino';
import type { ServableSubgraph } from '../executable-subgraph.ts';
import type { EventWindow } from './event-window.ts';
import { readGraphQLBody } from './graphql-body.ts';
import { harmlessRequestId } from './request-ids.ts';

type Results = AsyncGenerator<ExecutionResult, void, void>;

/** A subscription that a socket carries. */
export interface ServedSubscription {
  /** Closed as soon as nobody reads it any more. */
  readonly window: EventWindow;
  /** Once it was admitted. */
  results?: Results;
}

export interface RunOptions {
  readonly frame: OpenFrame;
  readonly subscription: ServedSubscription;
  readonly subgraph: Pick<ServableSubgraph, 'subscribe'>;
  readonly logger: Pick<Logger, 'error'>;
  /** Resolves when the socket took the frame; to false when it has more than `maxBytes`, and was not sent. */
  readonly send: (frame: DomainFrame, maxBytes?: number) => Promise<boolean>;
}

/**
 * Runs one subscription in the name of its own caller. The next event is asked for when its reader has room for it and the
 * socket took the one before: a reader that stalls holds up itself alone, and a router that stalls one event of each.
 * @returns the frame that tells how it ended
 */
export async function runSubscription(options: RunOptions): Promise<DomainFrame> {
  const { frame, logger } = options;
  const { id, requestId } = frame;
  try {
    return await run(options);
  } catch (error) {
    if (error instanceof IdentityRefused)
      return { kind: 'refused', id, status: 401, reason: 'This is answered only to a valid identity token' };
    logger.error({ err: error, requestId }, 'A subscription broke');
    return { kind: 'broken', id, reason: 'A fault' };
  }
}

async function run({ frame, subscription, subgraph, send }: RunOptions): Promise<DomainFrame> {
  const { id, identityToken, maxEventBytes } = frame;
  const { window } = subscription;
  const body = readGraphQLBody(frame.body, {
    requestId: harmlessRequestId(frame.requestId),
    language: preferredLanguage(frame.language),
  });
  if ('refused' in body) return { kind: 'refused', id, status: 400, reason: body.refused };
  const results = await subgraph.subscribe(body, identityToken);
  if (!(Symbol.asyncIterator in results)) return { kind: 'answered', id, result: results };
  subscription.results = results;
  if (!window.isClosed()) await send({ kind: 'opened', id });
  while (await window.room()) {
    const step = await results.next();
    if (step.done || window.isClosed()) return { kind: 'completed', id };
    if (await send({ kind: 'next', id, result: step.value }, maxEventBytes)) continue;
    await results.return();
    return { kind: 'broken', id, reason: `One event is larger than ${maxEventBytes} bytes` };
  }
  // It was left while it was being admitted.
  await results.return();
  return { kind: 'completed', id };
}
