import type { Server, Socket } from 'node:net';
import { createServer } from 'node:net';
import { frontendUnits } from './wire-units.ts';

/** One PostgreSQL session without a network: what PGlite offers. */
export interface Engine {
  /** Answers whole protocol messages. */
  exchange(messages: Uint8Array): Uint8Array;
  isInTransaction(): boolean;
}

export interface WireServerOptions {
  readonly path: string;
  readonly engine: Engine;
  /** A client that leaves its transaction idle for longer is cut off: everybody else waits for it. */
  readonly idleInTransactionMs: number;
}

export interface WireServer {
  /** Cuts off every client. */
  close(): Promise<void>;
}

interface Session {
  readonly socket: Socket;
  readonly units: Uint8Array[];
  waiting: boolean;
}

/**
 * Lets several clients share one session: they take turns by whole transactions, and outside of one by whole units up
 * to Sync, because the unnamed statement of PostgreSQL's protocol is the session's, not the client's.
 */
export async function serveWire({
  path,
  engine,
  idleInTransactionMs,
}: WireServerOptions): Promise<WireServer> {
  const sessions = new Set<Session>();
  const ready: Session[] = [];
  let owner: Session | undefined;
  let idle: NodeJS.Timeout | undefined;

  const server = createServer((socket) => accept(socket));
  await listening(server, path);
  return { close };

  function accept(socket: Socket): void {
    const session: Session = { socket, units: [], waiting: false };
    sessions.add(session);
    socket.setNoDelay(true);
    const read = frontendUnits({
      answer: (bytes) => socket.write(bytes),
      unit: (messages) => {
        session.units.push(messages);
        wait(session);
      },
      end: () => socket.end(),
    });
    socket.on('data', read);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => leave(session));
  }

  function wait(session: Session): void {
    if (!session.waiting) ready.push(session);
    session.waiting = true;
    turn();
  }

  /** One unit of whoever is next; the rest later, so that sockets are read in between. */
  function turn(): void {
    const session = next();
    if (!session) return;
    const unit = session.units.shift()!;
    const answer = engine.exchange(unit);
    if (session.socket.writable) session.socket.write(answer);
    keep(engine.isInTransaction() ? session : undefined);
    session.waiting = session.units.length > 0;
    if (session.waiting) ready.push(session);
    if (ready.length > 0) setImmediate(turn);
  }

  function next(): Session | undefined {
    if (!owner) return ready.shift();
    const at = ready.indexOf(owner);
    return at < 0 ? undefined : ready.splice(at, 1)[0];
  }

  function keep(session: Session | undefined): void {
    owner = session;
    clearTimeout(idle);
    if (session) idle = setTimeout(() => session.socket.destroy(), idleInTransactionMs);
  }

  function leave(session: Session): void {
    sessions.delete(session);
    session.units.length = 0;
    const at = ready.indexOf(session);
    if (at >= 0) ready.splice(at, 1);
    if (owner !== session) return;
    engine.exchange(ROLLBACK);
    keep(undefined);
    turn();
  }

  function close(): Promise<void> {
    return new Promise((resolve) => {
      server.close(() => resolve());
      for (const { socket } of sessions) socket.destroy();
    });
  }
}

function listening(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, () => {
      server.removeListener('error', reject);
      resolve();
    });
  });
}

/** A simple query message. */
const ROLLBACK = Buffer.from('Q\0\0\0\rROLLBACK\0', 'latin1');
