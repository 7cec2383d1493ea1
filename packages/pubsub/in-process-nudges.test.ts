import { currentRequestId, withRequestId } from '@depachika/telemetry/request-id.ts';
import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { inProcessNudges } from './in-process-nudges.ts';
import { nudgesContract } from './testing/nudges.contract.ts';

const silent = pino({ level: 'silent' });

nudgesContract('in process', async () => {
  const nudges = inProcessNudges({ logger: silent });
  return { nudges, close: () => nudges.close() };
});

describe('nudges in process', () => {
  it('does not let a listener run in the request of the publisher', async () => {
    const nudges = inProcessNudges({ logger: silent });
    const heard = Promise.withResolvers<string | undefined>();
    nudges.subscribe('trial', () => heard.resolve(currentRequestId()));
    withRequestId('req_publisher', () => nudges.publish('trial'));
    expect(await heard.promise).toBeUndefined();
  });
});
