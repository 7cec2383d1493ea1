import { createServer } from 'node:net';

/** True when this process could listen there now. */
export function isFree(port: number, host = '127.0.0.1'): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, host, () => server.close(() => resolve(true)));
  });
}

/** For a start that would otherwise find out after a minute of work. Throws `Port N is in use`; 0 is always free. */
export async function refuseTaken(places: readonly { port: number; host?: string }[]): Promise<void> {
  for (const { port, host } of places) {
    if (port === 0 || (await isFree(port, host))) continue;
    throw Object.assign(new Error(`Port ${port} is in use`), { code: 'PORT_IN_USE' });
  }
}
