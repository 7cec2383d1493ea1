import { expect, it } from 'vitest';
import { ROUTER_FLAGS } from './distributed/plan.ts';
import { routerFlags, startArguments } from './start-arguments.ts';

it('starts the shop with a heap that stays small, old and young', () => {
  expect(startArguments()).toEqual([
    '--max-old-space-size=512',
    '--max-semi-space-size=16',
    '--no-parallel-scavenge',
    '--no-allocation-site-pretenuring',
    '--import',
    './topology/embedded/preload.mjs',
    'start.ts',
  ]);
});

it('starts the router on a graph of its own with room for young objects, since answers come and go', () => {
  expect(startArguments('router')).toEqual([
    '--max-semi-space-size=64',
    '--no-parallel-scavenge',
    '--no-allocation-site-pretenuring',
    'commands/develop/router.ts',
  ]);
});

it('starts every router so, the ones of a shop of several processes too', () => {
  expect(routerFlags()).toEqual(ROUTER_FLAGS);
});
