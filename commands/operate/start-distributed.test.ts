import { expect, it } from 'vitest';
import { readDistributedShopConfig } from '../../topology/distributed/config.ts';
import { command } from './start-distributed.ts';

it('reads how many of each are wanted', () => {
  const understood = command.understand(['--replicas', 'orders=2,router=3']);
  if (understood.kind !== 'given') throw new Error('It is not understood');
  const config = readDistributedShopConfig(understood.options, {});
  expect(config).toMatchObject({ replicas: { orders: 2, router: 3 } });
});
