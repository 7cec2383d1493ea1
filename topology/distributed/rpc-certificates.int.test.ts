import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock as clock } from '@depachika/clock/clock.ts';
import { serviceCaller } from '@depachika/identity/caller.ts';
import { identitySigner, identityVerifier } from '@depachika/identity/identity-token.ts';
import type { GrpcClientTls } from '@depachika/rpc/grpc-channels.ts';
import { grpcConnector } from '@depachika/rpc/grpc-client.ts';
import { type GrpcServer, serveGrpc } from '@depachika/rpc/grpc-server.ts';
import { rpcRoute } from '@depachika/rpc/rpc.ts';
import { UserService } from '@depachika/schema/generated/proto/depachika/users/v1/users_pb.ts';
import { readIdentityKey, trustedKeys } from '@depachika/service/trusted-keys.ts';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SERVICE_FILES } from './service-files.ts';
import { makeServiceFolders } from './service-folders.ts';

let folder: string;
let server: GrpcServer;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'depachika-certificates-'));
  await makeServiceFolders({ folder: join(folder, 'ours'), services: ['users', 'orders'], clock });
  await makeServiceFolders({ folder: join(folder, 'theirs'), services: ['orders'], clock });
  const { serverAuthority: clientAuthority, ...own } = await tlsOf('ours', 'users');
  server = await serveGrpc({
    routes: [
      rpcRoute(UserService, {
        getAddress: async () => ({}),
        getContact: async () => ({}),
        prepareAccountMail: async () => ({}),
        prepareOrderLink: async () => ({}),
        getPostalCodes: async () => ({}),
        getMergedGuests: async () => ({}),
      }),
    ],
    identity: identityVerifier({ jwks: await trustedKeys(fileOf('ours', 'users', 'trustedKeys')), clock }),
    logger: pino({ level: 'silent' }),
    port: 0,
    tls: { ...own, clientAuthority },
  });
});
afterAll(async () => {
  await server.close();
  await rm(folder, { recursive: true, force: true });
});

function fileOf(authority: string, service: string, file: keyof typeof SERVICE_FILES): string {
  return join(folder, authority, service, SERVICE_FILES[file]);
}

async function tlsOf(authority: string, service: string): Promise<Required<GrpcClientTls>> {
  const read = (file: keyof typeof SERVICE_FILES) => readFile(fileOf(authority, service, file));
  const [serverAuthority, certificate, privateKey] = await Promise.all([
    read('authority'),
    read('certificate'),
    read('privateKey'),
  ]);
  return { serverAuthority, certificate, privateKey };
}

async function call(tls: GrpcClientTls | undefined, { keysOf = 'ours', serverName = 'users' } = {}) {
  const keys = await readIdentityKey(fileOf(keysOf, 'orders', 'identityKey'));
  const connector = grpcConnector({
    addresses: { [UserService.typeName]: `127.0.0.1:${server.port}` },
    caller: serviceCaller('orders'),
    signer: identitySigner({ keys, clock, issuer: 'orders' }),
    ...(tls ? { tls } : {}),
    serverNames: { [UserService.typeName]: serverName },
  });
  try {
    return await connector.client(UserService).getAddress({ ownerId: 'usr_1', addressId: 'adr_1' });
  } finally {
    connector.close();
  }
}

describe('RPC between processes', () => {
  it('answers a service with a certificate of the same authority', async () => {
    expect((await call(await tlsOf('ours', 'orders'))).address).toBeUndefined();
  });

  it('refuses a caller without a client certificate', async () => {
    const { serverAuthority } = await tlsOf('ours', 'orders');
    await expect(call({ serverAuthority })).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  });

  it('refuses a certificate of another authority', async () => {
    const { serverAuthority } = await tlsOf('ours', 'orders');
    const stranger = await tlsOf('theirs', 'orders');
    await expect(call({ ...stranger, serverAuthority })).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  });

  it('is not made to a server whose certificate is for another service', async () => {
    const calling = call(await tlsOf('ours', 'orders'), { serverName: 'payments' });
    await expect(calling).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  });

  it('refuses a caller who speaks plainly', async () => {
    await expect(call(undefined)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  });

  it('refuses a good certificate with an identity that nobody trusts', async () => {
    await expect(call(await tlsOf('ours', 'orders'), { keysOf: 'theirs' })).rejects.toMatchObject({
      code: 'UNAUTHENTICATED',
    });
  });
});
