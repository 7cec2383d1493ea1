import { createServer } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { isFree, refuseTaken } from './ports.ts';

const server = createServer();
let taken: number;
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  taken = (server.address() as { port: number }).port;
});
afterAll(() => server.close());

it('names a port that somebody listens on', async () => {
  expect(await isFree(taken)).toBe(false);
  await expect(refuseTaken([{ port: 0 }, { port: taken }])).rejects.toMatchObject({
    code: 'PORT_IN_USE',
    message: `Port ${taken} is in use`,
  });
  await expect(refuseTaken([{ port: taken, setting: 'PORT' }])).rejects.toThrow(
    `Port ${taken} is in use: free it, or set PORT`,
  );
});

it('says nothing of a port that is free, and leaves it free', async () => {
  const freed = createServer();
  await new Promise<void>((resolve) => freed.listen(0, '127.0.0.1', resolve));
  const { port } = freed.address() as { port: number };
  await new Promise((resolve) => freed.close(resolve));
  await refuseTaken([{ port }, { port: 0 }]);
  expect(await isFree(port)).toBe(true);
});
