import { GRAPHQL_PATH } from '@depachika/schema/paths.ts';
import type { FastifyInstance } from 'fastify';

export class PortInUse extends Error {
  readonly code = 'PORT_IN_USE';
}

/** Throws `PortInUse`. @returns the address as people write it, and the port that was taken */
export async function listen(
  app: FastifyInstance,
  at: { host: string; port: number },
): Promise<{ url: string; port: number }> {
  try {
    await app.listen(at);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw cause;
    throw new PortInUse(`Port ${at.port} is in use`, { cause });
  }
  const address = app.server.address();
  const port = typeof address === 'object' && address ? address.port : at.port;
  const shown = ['0.0.0.0', '127.0.0.1', '::'].includes(at.host) ? 'localhost' : at.host;
  return { url: `http://${shown}:${port}${GRAPHQL_PATH}`, port };
}
