import { expect, it } from 'vitest';
import { whenFree } from './machine-packages.ts';

const LOCKED = [
  'apt-get update failed:\nE: Could not get lock /var/lib/apt/lists/lock. It is held by process 812 (apt-get)',
  'apt-get install failed:\nE: Unable to acquire the dpkg frontend lock (/var/lib/dpkg/lock-frontend)',
  'apt-get update failed:\nE: Unable to lock directory /var/lib/apt/lists/',
];

it.each(LOCKED)('waits for whoever installs packages now, and says so once: %s', async (message) => {
  let locks = 3;
  const said: string[] = [];
  const work = () => {
    locks -= 1;
    if (locks >= 0) throw new Error(message);
  };
  await whenFree(work, { say: (line) => said.push(line), pause: async () => undefined });
  expect(locks).toBe(-1);
  expect(said).toEqual(['Another process is installing packages: waiting for it']);
});

it('does not wait for what no waiting mends, nor for ever', async () => {
  let attempts = 0;
  const failing = (message: string) => () => {
    attempts += 1;
    throw new Error(message);
  };
  const patience = { say: () => undefined, pause: async () => undefined, attempts: 5 };
  const missing = 'apt-get install failed:\nE: Unable to locate package redis';
  await expect(whenFree(failing(missing), patience)).rejects.toThrow('Unable to locate');
  expect(attempts).toBe(1);
  await expect(whenFree(failing(LOCKED[0]!), patience)).rejects.toThrow('Could not get lock');
  expect(attempts).toBe(6);
});
