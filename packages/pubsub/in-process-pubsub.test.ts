import { currentRequestId, withRequestId } from '@depachika/telemetry/request-id.ts';
import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { inProcessPubSub } from './in-process-pubsub.ts';
import { pubSubContract } from './testing/pubsub.contract.ts';

const silent = pino({ level: 'silent' });

pubSubContract('in process', async () => {
  const pubSub = inProcessPubSub({ logger: silent });
  return { pubSub, close: () => pubSub.close() };
});

describe('wake-ups in process', () => {
  it('does not let a listener run in the request of the publisher', async () => {
    const pubSub = inProcessPubSub({ logger: silent });
    const heard = Promise.withResolvers<string | undefined>();
    pubSub.subscribe('trial', () => heard.resolve(currentRequestId()));
    withRequestId('req_publisher', () => pubSub.publish('trial'));
    expect(await heard.promise).toBeUndefined();
  });
});
