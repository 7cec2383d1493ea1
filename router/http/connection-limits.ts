import type { Server } from 'node:http';
import { networkOf } from '../admission/rate-limit.ts';

export interface ConnectionLimits {
  /** Of everybody, sockets included. */
  readonly total: number;
  /** Of one IPv4 address or IPv6 network of 64 bits; undefined where connections are a proxy's. */
  readonly perNetwork: number | undefined;
}

/**
 * What is beyond the limits is closed at once, before a byte of it is read: an answer would cost what the limit saves.
 * Call it before the server listens.
 */
export function limitConnections(server: Server, { total, perNetwork }: ConnectionLimits): void {
  server.maxConnections = total;
  if (perNetwork === undefined) return;
  const open = new Map<string, number>();
  server.prependListener('connection', (socket) => {
    const network = networkOf(socket.remoteAddress ?? '');
    const before = open.get(network) ?? 0;
    if (before >= perNetwork) return void socket.destroy();
    open.set(network, before + 1);
    socket.once('close', () => {
      const left = open.get(network)! - 1;
      if (left > 0) open.set(network, left);
      else open.delete(network);
    });
  });
}
