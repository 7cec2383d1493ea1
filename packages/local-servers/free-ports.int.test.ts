import { isFree } from '@depachika/service/ports.ts';
import { expect, it } from 'vitest';
import { freePortOffset, freePorts } from './free-ports.ts';

it('gives no port to two, however long none of them listens there', async () => {
  const askers = Array.from({ length: 8 }, freePorts);
  const given = await Promise.all(askers.flatMap((next) => Array.from({ length: 120 }, () => next())));

  expect(new Set(given).size).toBe(8 * 120);
});

it('moves ports that lie together to where nobody else is given any', async () => {
  const usual = [9101, 9102, 9107];
  const offsets = await Promise.all([freePortOffset(usual), freePortOffset(usual), freePortOffset(usual)]);
  const moved = offsets.flatMap((offset) => usual.map((port) => port + offset));

  expect(new Set(moved).size).toBe(9);
  expect(await Promise.all(moved.map((port) => isFree(port)))).toEqual(moved.map(() => true));
});
