import { type AdjustableClock, adjustableClock, type Clock, systemClock } from '@depachika/time/clock.ts';
import { armedCrashPoint, type CrashPoints, noCrashPoints } from '@depachika/time/crash-points.ts';
import Fastify from 'fastify';
import type { ServiceTestControls } from './config.ts';

/** Time and crashes as a service meets them: the machine's own, unless a test holds them in its hand. */
export interface Circumstances {
  readonly clock: Clock;
  readonly crashPoints: CrashPoints;
  readonly adjustable: AdjustableClock | undefined;
}

export function circumstances(controls: ServiceTestControls | undefined): Circumstances {
  if (!controls) return { clock: systemClock, crashPoints: noCrashPoints, adjustable: undefined };
  // With test controls the end of the supervisor is a power cut for all that it started.
  process.prependListener('disconnect', () => process.kill(process.pid, 'SIGKILL'));
  const clock = adjustableClock();
  clock.advance(controls.clockAheadMs);
  const { crashAt } = controls;
  const crashPoints = crashAt ? armedCrashPoint(crashAt.name, crashAt.nth) : noCrashPoints;
  return { clock, crashPoints, adjustable: clock };
}

export interface TestControls {
  readonly url: string;
  close(): Promise<void>;
}

/** `POST /clock {"advanceMs": 60000}` sets the clock forward and answers with its time. Loopback only. */
export async function serveTestControls(options: {
  readonly advance: (advanceMs: number) => Promise<void> | void;
  readonly now: () => Date;
  readonly port: number;
}): Promise<TestControls> {
  const http = Fastify({ forceCloseConnections: true });
  http.get('/clock', async () => ({ now: options.now() }));
  http.post('/clock', async (request, reply) => {
    const { advanceMs } = (request.body ?? {}) as { advanceMs?: unknown };
    if (!Number.isInteger(advanceMs) || (advanceMs as number) < 0) {
      return reply.code(400).send({ message: 'advanceMs must be a whole number of milliseconds, 0 or more' });
    }
    await options.advance(advanceMs as number);
    return { now: options.now() };
  });
  const url = await http.listen({ host: '127.0.0.1', port: options.port });
  return { url, close: () => http.close() };
}
