import { createServer } from 'node:net';
import { isFree } from '@depachika/service/ports.ts';

/**
 * Ports of loopback that are free now, and that no other process of ours on this machine is given. Whoever listens on
 * the first port of a block owns the block for as long as it runs: to look whether a port is free is not enough, since a
 * shop listens seconds after it has looked. All lie below the ports that the system gives to outgoing connections: one of
 * those could take a port while the process that listens there is started again. The port 100 above each is as free.
 */
export function freePorts(): () => Promise<number> {
  let block: Promise<number> | undefined;
  let given = 0;
  return async function next(): Promise<number> {
    for (;;) {
      if (block === undefined || given === GIVEN_PER_BLOCK) {
        block = claimPortBlock();
        given = 0;
      }
      given += 1;
      const port = given + (await block);
      if ((await isFree(port)) && (await isFree(port + GIVEN_PER_BLOCK + 1))) return port;
    }
  };
}

/** @returns what, added to these ports, gives ones that are this process's; they lie within 99 of each other */
export async function freePortOffset(ports: readonly number[]): Promise<number> {
  return (await claimPortBlock()) + 1 - Math.min(...ports);
}

/** @returns the port before the first that may be used; the 99 after it belong to this process until it ends */
async function claimPortBlock(): Promise<number> {
  const blocks = Array.from({ length: (TO - FROM) / BLOCK }, (_, index) => FROM + index * BLOCK);
  for (const block of shuffled(blocks)) if (await holds(block)) return block;
  throw new Error(`Every block of ports between ${FROM} and ${TO} is taken: end what is not needed any more`);
}

const FROM = 12_000;
const TO = 32_000;
const BLOCK = 200;
const GIVEN_PER_BLOCK = 99;

function holds(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const owner = createServer((stranger) => stranger.destroy());
    owner.once('error', () => resolve(false));
    owner.listen(port, '127.0.0.1', () => resolve(true));
    owner.unref();
  });
}

function shuffled<Item>(items: readonly Item[]): Item[] {
  return items
    .map((item) => ({ item, place: Math.random() }))
    .sort((left, right) => left.place - right.place)
    .map(({ item }) => item);
}
