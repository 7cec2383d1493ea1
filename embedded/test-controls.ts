import type { AdjustableClock } from '@depachika/time/clock.ts';
import Fastify from 'fastify';

export interface TestControls {
  readonly url: string;
  close(): Promise<void>;
}

/**
 * `POST /clock {"advanceMs": 60000}` sets the shop's clock forward and answers with its time; `GET /statements` tells
 * how many statements all domains have sent, BEGIN and COMMIT not counted. Loopback only.
 */
export async function serveTestControls(options: {
  clock: AdjustableClock;
  statementCount: () => number;
  port: number;
}): Promise<TestControls> {
  const http = Fastify();
  http.get('/clock', async () => ({ now: options.clock.now() }));
  http.get('/statements', async () => ({ statements: options.statementCount() }));
  http.post('/clock', async (request, reply) => {
    const { advanceMs } = (request.body ?? {}) as { advanceMs?: unknown };
    if (!Number.isInteger(advanceMs) || (advanceMs as number) < 0) {
      return reply.code(400).send({ message: 'advanceMs must be a whole number of milliseconds, 0 or more' });
    }
    options.clock.advance(advanceMs as number);
    return { now: options.clock.now() };
  });
  const url = await http.listen({ host: '127.0.0.1', port: options.port });
  return { url, close: () => http.close() };
}
