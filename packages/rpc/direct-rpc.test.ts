import { serviceCaller } from '@depachika/identity/caller.ts';
import { UserService } from '@depachika/schema/generated/proto/depachika/users/v1/users_pb.ts';
import { pino } from 'pino';
import { expect, it } from 'vitest';
import { directRpc } from './direct-rpc.ts';
import { rpcRoute } from './rpc.ts';
import { rpcContract } from './testing/rpc.contract.ts';

rpcContract('direct', async (routes, caller, logger) => {
  const rpc = directRpc();
  const connector = rpc.connector(caller);
  rpc.serve(routes, logger);
  return { connector, close: async () => undefined };
});

it('refuses to serve one contract twice', () => {
  const rpc = directRpc();
  const route = rpcRoute(UserService, { ...others, getAddress: async () => ({}) });
  const logger = pino({ level: 'silent' });
  rpc.serve([route], logger);
  expect(() => rpc.serve([route], logger)).toThrow('depachika.users.v1.UserService');
});

it('makes clients before the services that they call', async () => {
  const rpc = directRpc();
  const client = rpc.connector(serviceCaller('orders')).client(UserService);
  rpc.serve(
    [rpcRoute(UserService, { ...others, getAddress: async () => ({ address: { id: 'adr_1' } }) })],
    pino({ level: 'silent' }),
  );
  expect((await client.getAddress({})).address?.id).toBe('adr_1');
});

const others = {
  getContact: async () => ({}),
  prepareAccountMail: async () => ({}),
  prepareOrderLink: async () => ({}),
  getPostalCodes: async () => ({}),
  getMergedGuests: async () => ({}),
};
