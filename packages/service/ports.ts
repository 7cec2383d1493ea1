import { createServer } from 'node:net';

/** True when this process could listen there now. */
export function isFree(port: number, host = '127.0.0.1'): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, host, () => server.close(() => resolve(true)));
  });
}

/** Where a process is going to listen. */
export interface ListeningPlace {
  readonly port: number;
  readonly host?: string;
  /** The variable that chooses another port. */
  readonly setting?: string;
}

/** For a start that would otherwise find out after a minute of work. Throws `Port N is in use`; 0 is always free. */
export async function refuseTaken(places: readonly ListeningPlace[]): Promise<void> {
  for (const { port, host, setting } of places) {
    if (port === 0 || (await isFree(port, host))) continue;
    const advice = setting ? `: free it, or set ${setting}` : '';
    throw Object.assign(new Error(`Port ${port} is in use${advice}`), { code: 'PORT_IN_USE' });
  }
}
