import { createServer } from 'node:net';

/** A port of loopback that is free now, and that this process has not been given before. */
export function freePorts(): () => Promise<number> {
  const given = new Set<number>();
  return async function next(): Promise<number> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as { port: number };
    await new Promise<void>((resolve) => server.close(() => resolve()));
    if (given.has(port)) return next();
    given.add(port);
    return port;
  };
}
