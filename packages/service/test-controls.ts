import { type AdjustableClock, adjustableClock, type Clock, systemClock } from '@depachika/clock/clock.ts';
import { armedCrashPoint, type CrashPoints, noCrashPoints } from '@depachika/fault-injection/crash-points.ts';
import Fastify from 'fastify';
import type { ServiceTestControls } from './config.ts';

/** Time and crashes as a service meets them: the machine's own, unless a test holds them in its hand. */
export interface TestControls {
  readonly clock: Clock;
  readonly crashPoints: CrashPoints;
  readonly adjustable: AdjustableClock | undefined;
}

export function testControlsOf(controls: ServiceTestControls | undefined): TestControls {
  if (!controls) return { clock: systemClock, crashPoints: noCrashPoints, adjustable: undefined };
  // With test controls the end of the supervisor is a power cut for all that it started.
  process.prependListener('disconnect', () => process.kill(process.pid, 'SIGKILL'));
  const clock = adjustableClock();
  clock.advance(controls.clockAheadMs);
  const { crashAt } = controls;
  const crashPoints = crashAt ? armedCrashPoint(crashAt.name, crashAt.nth) : noCrashPoints;
  return { clock, crashPoints, adjustable: clock };
}

export interface TestControlsServer {
  readonly url: string;
  close(): Promise<void>;
}

/**
 * `POST /clock {"advanceMs": 60000}` sets the clock forward and answers with its time; `GET /statements`, where they are
 * counted, tells how many were sent to the database, BEGIN and COMMIT not counted. Loopback only.
 */
export async function serveTestControls(options: {
  readonly clock: { now(): Date; advance(byMs: number): Promise<void> | void };
  readonly statementCount?: () => Promise<number> | number;
  readonly port: number;
}): Promise<TestControlsServer> {
  const http = Fastify({ forceCloseConnections: true });
  const { clock, statementCount } = options;
  http.get('/clock', async () => ({ now: clock.now() }));
  if (statementCount) http.get('/statements', async () => ({ statements: await statementCount() }));
  http.post('/clock', async (request, reply) => {
    const { advanceMs } = (request.body ?? {}) as { advanceMs?: unknown };
    if (!Number.isInteger(advanceMs) || (advanceMs as number) < 0) {
      return reply.code(400).send({ message: 'advanceMs must be a whole number of milliseconds, 0 or more' });
    }
    await clock.advance(advanceMs as number);
    return { now: clock.now() };
  });
  const url = await http.listen({ host: '127.0.0.1', port: options.port });
  return { url, close: () => http.close() };
}
