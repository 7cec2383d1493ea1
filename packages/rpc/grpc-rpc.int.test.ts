import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { systemClock } from '@depachika/clock/clock.ts';
import { serviceCaller } from '@depachika/identity/caller.ts';
import { createIdentityKeys, type IdentityKeys } from '@depachika/identity/identity-keys.ts';
import { type IdentitySigner, identitySigner, identityVerifier } from '@depachika/identity/identity-token.ts';
import { InventoryService } from '@depachika/schema/generated/proto/depachika/inventory/v1/inventory_pb.ts';
import { UserService } from '@depachika/schema/generated/proto/depachika/users/v1/users_pb.ts';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { GrpcClientTls } from './grpc-channels.ts';
import { grpcConnector } from './grpc-client.ts';
import { type GrpcServer, serveGrpc } from './grpc-server.ts';
import { rpcRoute } from './rpc.ts';
import { rpcContract } from './testing/rpc.contract.ts';

const orders = serviceCaller('orders');
const logger = pino({ level: 'silent' });
let keys: IdentityKeys;
let certificates: Certificates;
let foreign: Certificates;

beforeAll(async () => {
  [keys, certificates, foreign] = await Promise.all([
    createIdentityKeys(),
    makeCertificates(),
    makeCertificates(),
  ]);
});

for (const transport of ['plain gRPC', 'gRPC with TLS and client certificates'] as const) {
  const secure = transport !== 'plain gRPC';
  rpcContract(transport, async (routes, caller, log) => {
    const identity = identityVerifier({ jwks: keys.jwks, clock: systemClock });
    const tls = secure ? serverTls() : undefined;
    const server = await serveGrpc({ routes, identity, logger: log, port: 0, tls });
    const connector = grpcConnector({
      addresses: {
        [UserService.typeName]: `localhost:${server.port}`,
        [InventoryService.typeName]: `localhost:${server.port}`,
      },
      caller,
      signer: signerOf(keys, caller.kind === 'service' ? caller.service : 'router'),
      tls: secure ? clientTls() : undefined,
    });
    return {
      connector,
      close: async () => {
        connector.close();
        await server.close();
      },
    };
  });
}

describe('a gRPC server', () => {
  let calls = 0;
  let plain: GrpcServer;
  let secure: GrpcServer;

  beforeAll(async () => {
    const identity = identityVerifier({ jwks: keys.jwks, clock: systemClock });
    const getAddress = async () => {
      calls += 1;
      return {};
    };
    const others = {
      getContact: async () => ({}),
      prepareAccountMail: async () => ({}),
      prepareOrderLink: async () => ({}),
      getPostalCodes: async () => ({}),
      getMergedGuests: async () => ({}),
    };
    const options = { routes: [rpcRoute(UserService, { ...others, getAddress })], identity, logger, port: 0 };
    plain = await serveGrpc(options);
    secure = await serveGrpc({ ...options, tls: serverTls() });
  });

  afterAll(async () => {
    expect(calls).toBe(0);
    await Promise.all([plain.close(), secure.close()]);
  });

  it.each([
    ['without an identity', async () => ({ sign: async () => '' })],
    ['with rubbish for an identity', async () => ({ sign: async () => 'e30.e30.e30' })],
    ['with a forged identity', async () => signerOf(await createIdentityKeys(), 'orders')],
    ['of a service that another service signed for', async () => signerOf(keys, 'payments')],
  ])('refuses a caller %s', async (_, makeSigner) => {
    expect(await codeOf(plain.port, { signer: await makeSigner() })).toBe('UNAUTHENTICATED');
  });

  it('refuses a caller without a client certificate', async () => {
    expect(await codeOf(secure.port, { tls: { serverAuthority: certificates.authority } })).toBe(
      'UNAVAILABLE',
    );
  });

  it('refuses a certificate of another authority', async () => {
    const { certificate, privateKey } = foreign;
    const tls = { serverAuthority: certificates.authority, certificate, privateKey };
    expect(await codeOf(secure.port, { tls })).toBe('UNAVAILABLE');
  });

  it('is refused by a caller that does not know its authority', async () => {
    expect(await codeOf(secure.port, { tls: { ...clientTls(), serverAuthority: foreign.authority } })).toBe(
      'UNAVAILABLE',
    );
  });

  it('is UNAVAILABLE at once when nobody listens', async () => {
    const gone = await serveGrpc({
      routes: [],
      identity: identityVerifier({ jwks: keys.jwks, clock: systemClock }),
      logger,
      port: 0,
    });
    await gone.close();
    expect(await codeOf(gone.port, {})).toBe('UNAVAILABLE');
  });

  it('says that a port is in use', async () => {
    const identity = identityVerifier({ jwks: keys.jwks, clock: systemClock });
    await expect(serveGrpc({ routes: [], identity, logger, port: plain.port })).rejects.toThrow(
      `Port ${plain.port} is in use`,
    );
  });
});

async function codeOf(
  port: number,
  options: { signer?: IdentitySigner; tls?: GrpcClientTls },
): Promise<unknown> {
  const connector = grpcConnector({
    addresses: { [UserService.typeName]: `localhost:${port}` },
    caller: orders,
    signer: options.signer ?? signerOf(keys, 'orders'),
    tls: options.tls,
  });
  try {
    return await connector
      .client(UserService)
      .getAddress({})
      .then(
        () => undefined,
        (error: { code: unknown }) => error.code,
      );
  } finally {
    connector.close();
  }
}

function signerOf(signingKeys: IdentityKeys, issuer: string): IdentitySigner {
  return identitySigner({ keys: signingKeys, clock: systemClock, issuer });
}

function serverTls() {
  const { certificate, privateKey, authority } = certificates;
  return { certificate, privateKey, clientAuthority: authority };
}

function clientTls(): GrpcClientTls {
  const { certificate, privateKey, authority } = certificates;
  return { serverAuthority: authority, certificate, privateKey };
}

interface Certificates {
  readonly authority: Buffer;
  readonly certificate: Buffer;
  readonly privateKey: Buffer;
}

/** An authority of its own and a certificate for localhost. */
async function makeCertificates(): Promise<Certificates> {
  const folder = await mkdtemp(join(tmpdir(), 'depachika-tls-'));
  const openssl = (...args: string[]) => promisify(execFile)('openssl', args, { cwd: folder });
  const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  try {
    await writeFile(join(folder, 'names'), 'subjectAltName=DNS:localhost\n');
    await openssl(
      'req',
      '-x509',
      ...newKey,
      '-keyout',
      'ca.key',
      '-out',
      'ca.crt',
      '-subj',
      '/CN=authority',
      '-days',
      '2',
    );
    await openssl('req', ...newKey, '-keyout', 'key', '-out', 'csr', '-subj', '/CN=localhost');
    await openssl(
      'x509',
      '-req',
      '-in',
      'csr',
      '-CA',
      'ca.crt',
      '-CAkey',
      'ca.key',
      '-CAcreateserial',
      '-out',
      'crt',
      '-days',
      '2',
      '-extfile',
      'names',
    );
    const [authority, certificate, privateKey] = await Promise.all(
      ['ca.crt', 'crt', 'key'].map((name) => readFile(join(folder, name))),
    );
    return { authority: authority!, certificate: certificate!, privateKey: privateKey! };
  } finally {
    await rm(folder, { recursive: true });
  }
}
