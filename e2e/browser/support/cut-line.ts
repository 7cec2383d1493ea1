import { createServer, connect as open, type Socket } from 'node:net';

/** The way from a browser to a shop, which a test can cut, hold up and mend. */
export interface Line {
  /** Where the browser finds the shop. */
  readonly origin: string;
  /** Ends what is open, and refuses everything: as a router that is killed. */
  cut(): void;
  /** Answers nothing, and ends nothing: as a router that is frozen. */
  hold(): void;
  /** As it was. What was held arrives. */
  mend(): void;
  close(): Promise<void>;
}

/** @param shopUrl any address of the shop */
export async function layLine(shopUrl: string): Promise<Line> {
  const { hostname, port } = new URL(shopUrl);
  const pairs = new Set<readonly [Socket, Socket]>();
  let state: 'open' | 'cut' | 'held' = 'open';
  const server = createServer((browser) => {
    if (state === 'cut') return void browser.destroy();
    const shop = open(Number(port), hostname);
    const pair = [browser, shop] as const;
    pairs.add(pair);
    for (const [from, to] of [pair, [shop, browser] as const]) {
      from.on('data', (bytes) => void to.write(bytes));
      from.on('end', () => to.end());
      from.on('error', () => to.destroy());
      from.on('close', () => {
        to.destroy();
        pairs.delete(pair);
      });
      if (state === 'held') from.pause();
    }
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const ends = () => [...pairs].flat();
  return {
    origin: `http://127.0.0.1:${(server.address() as { port: number }).port}`,
    cut() {
      state = 'cut';
      for (const end of ends()) end.destroy();
    },
    hold() {
      state = 'held';
      for (const end of ends()) end.pause();
    },
    mend() {
      state = 'open';
      for (const end of ends()) end.resume();
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const end of ends()) end.destroy();
      }),
  };
}
