import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** A way to a server that can be cut, while the server keeps what it has. */
export interface Line {
  /** The server's address, but for host and port. */
  readonly url: string;
  /** Ends every connection, and each new one at once: as a server that was killed. */
  cut(): void;
  /** Carries nothing, and ends nothing: as a server that is frozen. */
  hold(): void;
  /** As it was. What was held arrives. */
  mend(): void;
  close(): Promise<void>;
}

/** @param url of a server that speaks TCP, such as Redis, PostgreSQL or a router */
export async function lineTo(url: string): Promise<Line> {
  const target = new URL(url);
  const pairs = new Set<Pair>();
  let state: 'open' | 'cut' | 'held' = 'open';
  const server = createServer((near) => {
    if (state === 'cut') return void near.destroy();
    const far = connect({ host: target.hostname, port: Number(target.port) });
    const pair: Pair = { near, far };
    pairs.add(pair);
    for (const socket of [near, far]) {
      socket.on('error', () => undefined);
      socket.on('close', () => {
        pairs.delete(pair);
        near.destroy();
        far.destroy();
      });
    }
    if (state === 'open') join(pair);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const endAll = () => {
    for (const { near, far } of pairs) {
      near.destroy();
      far.destroy();
    }
  };
  const own = new URL(url);
  own.host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url: own.href,
    cut() {
      state = 'cut';
      endAll();
    },
    hold() {
      state = 'held';
      for (const pair of pairs) part(pair);
    },
    mend() {
      if (state === 'held') for (const pair of pairs) join(pair);
      state = 'open';
    },
    async close() {
      endAll();
      server.close();
      await once(server, 'close');
    },
  };
}

interface Pair {
  readonly near: Socket;
  readonly far: Socket;
}

function join({ near, far }: Pair): void {
  near.pipe(far).pipe(near);
}

function part({ near, far }: Pair): void {
  near.unpipe(far);
  far.unpipe(near);
}
