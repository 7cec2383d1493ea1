import { execFile } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { cp, mkdtemp, readFile, rm, truncate } from 'node:fs/promises';
import { type AddressInfo, connect as connectTcp, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { type AdjustableClock, adjustableClock, systemClock } from '@depachika/clock/clock.ts';
import { serviceCaller } from '@depachika/identity/caller.ts';
import { createIdentityKeys } from '@depachika/identity/identity-keys.ts';
import { identitySigner, identityVerifier } from '@depachika/identity/identity-token.ts';
import { grpcConnector } from '@depachika/rpc/grpc-client.ts';
import { serveGrpc } from '@depachika/rpc/grpc-server.ts';
import { rpcRoute } from '@depachika/rpc/rpc.ts';
import { UserService } from '@depachika/schema/generated/proto/depachika/users/v1/users_pb.ts';
import { clientTlsOf, serverTlsOf } from '@depachika/service/certificates/grpc-tls.ts';
import {
  openServiceCertificate,
  type ServiceCertificate,
} from '@depachika/service/certificates/service-certificate.ts';
import type { Tls } from '@depachika/service/certificates/tls.ts';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { tlsFilesIn } from '../service-files.ts';
import { type CertificateState, listCertificates, renewCertificates } from './renewal.ts';

const DAY_MS = 86_400_000;
const keys = await createIdentityKeys();
let folder: string;
let clock: AdjustableClock;
const closes: (() => Promise<unknown>)[] = [];
const lines: { level: number; msg: string; err?: { message: string } }[] = [];
const logger = pino({ level: 'info' }, { write: (line: string) => void lines.push(JSON.parse(line)) });

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'depachika-renewal-'));
  // Stands still at the machine's own time, by which TLS judges.
  clock = adjustableClock({ frozenAt: new Date() });
  lines.length = 0;
});
afterEach(async () => {
  for (const close of closes.splice(0).reverse()) await close();
  await rm(folder, { recursive: true, force: true });
});

/** As a job that ran so many days ago. */
async function renewed({ daysAgo = 0, services = ['users', 'orders'], hosts = [] as string[] } = {}) {
  const now = new Date(clock.now().getTime() - daysAgo * DAY_MS);
  const states = await renewCertificates({ folder, services, hosts, clock: { now: () => now } });
  return states.filter(({ isNew }) => isNew).map(({ name }) => name);
}

const filesOf = (service: string) => tlsFilesIn(join(folder, service));
const keyOf = (file: string) => readFile(file, 'utf8');
const faults = () => lines.filter(({ level }) => level >= 50).map(({ err }) => err?.message);
const warnings = () => lines.filter(({ level }) => level === 40).map(({ msg }) => msg);

async function certificateOf(service: string): Promise<ServiceCertificate> {
  const certificate = await openServiceCertificate({ files: filesOf(service), clock, logger });
  closes.push(() => certificate.stop());
  return certificate;
}

/** The pair that is taken over when the next look is due. */
function taken(certificate: ServiceCertificate): Promise<Tls> {
  return new Promise((resolve) => certificate.onChange(resolve));
}

async function serve(certificate: ServiceCertificate, options: { connectionAgeMs?: number } = {}) {
  const server = await serveGrpc({
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
    identity: identityVerifier({ jwks: keys.jwks, clock: systemClock }),
    logger: pino({ level: 'silent' }),
    port: 0,
    ...serverTlsOf(certificate),
    ...options,
  });
  closes.push(() => server.close());
  return server.port;
}

/** @returns the code of a failed call, or `OK` */
function caller(
  port: number,
  certificate: ServiceCertificate,
  connectionAgeMs?: number,
): () => Promise<unknown> {
  const connector = grpcConnector({
    addresses: { [UserService.typeName]: `127.0.0.1:${port}` },
    caller: serviceCaller('orders'),
    signer: identitySigner({ keys, clock: systemClock, issuer: 'orders' }),
    serverNames: { [UserService.typeName]: 'users' },
    ...clientTlsOf(certificate),
    ...(connectionAgeMs === undefined ? {} : { connectionAgeMs }),
  });
  closes.push(async () => connector.close());
  const client = connector.client(UserService);
  return () =>
    client.getAddress({ ownerId: 'usr_1', addressId: 'adr_1' }).then(
      () => 'OK',
      (error: { code: unknown }) => error.code,
    );
}

/** What a new connection is shown. */
function shownSerial(port: number, { privateKey, certificate, authority }: Tls): Promise<string> {
  return new Promise((resolve, reject) => {
    const options = { port, servername: 'users', key: privateKey, cert: certificate, ca: authority };
    const socket = connect({ ...options, ALPNProtocols: ['h2'] }, () => {
      resolve(socket.getPeerCertificate().serialNumber);
      socket.destroy();
    });
    socket.on('error', reject);
  });
}

describe('certificates of services', () => {
  it('are renewed when a third of their life is left, and good ones stay', async () => {
    expect(await renewed({ daysAgo: 244 })).toEqual(['authority', 'users', 'orders']);
    expect(await renewed({ daysAgo: 2 })).toEqual([]);
    const before = await keyOf(filesOf('users').privateKeyFile);
    expect(await renewed()).toEqual(['users', 'orders']);
    expect(await keyOf(filesOf('users').privateKeyFile)).not.toBe(before);
    expect(await renewed()).toEqual([]);
  });

  it('are taken over by servers and clients that run, while others still hold the old pair', async () => {
    await renewed({ daysAgo: 300 });
    const [users, orders] = [await certificateOf('users'), await certificateOf('orders')];
    const old = orders.current();
    const port = await serve(users);
    const call = caller(port, orders);
    expect(await call()).toBe('OK');
    expect(await shownSerial(port, old)).toBe(users.current().serialNumber);
    const before = users.current().serialNumber;

    await renewed();
    const both = Promise.all([taken(users), taken(orders)]);
    clock.advance(75_000);
    const [next] = await both;
    expect(next.serialNumber).not.toBe(before);
    expect(users.endsAt().getTime()).toBeGreaterThan(clock.now().getTime() + 364 * DAY_MS);
    expect(await shownSerial(port, old)).toBe(next.serialNumber);
    expect(await shownSerial(port, orders.current())).toBe(next.serialNumber);
    expect([await call(), await caller(port, orders)()]).toEqual(['OK', 'OK']);
  });

  it('are refused after their end, and good again once they are renewed, without a restart', async () => {
    await renewed({ daysAgo: 400 });
    const [users, orders] = [await certificateOf('users'), await certificateOf('orders')];
    const port = await serve(users);
    expect(await caller(port, orders)()).toBe('UNAVAILABLE');
    await renewed();
    await Promise.all([users.look(), orders.look()]);
    expect(await caller(port, orders)()).toBe('OK');
  });

  it('warn from a sixth of their life on, once a day, until somebody renews them', async () => {
    await renewed({ daysAgo: 306, services: ['users'] });
    const users = await certificateOf('users');
    await users.look();
    expect(warnings()).toEqual([expect.stringContaining('npm run certificates -- renew')]);
    clock.advance(DAY_MS);
    await users.look();
    expect(warnings()).toHaveLength(2);
    await renewed({ services: ['users'] });
    clock.advance(DAY_MS);
    await users.look();
    expect(warnings()).toHaveLength(2);
  });
});

describe('a certificate that is no good', () => {
  let users: ServiceCertificate;
  let call: () => Promise<unknown>;
  let before: string;

  beforeEach(async () => {
    await renewed({ daysAgo: 300 });
    users = await certificateOf('users');
    before = users.current().serialNumber;
    call = caller(await serve(users), await certificateOf('orders'));
  });

  it.each<[string, string, () => Promise<unknown>]>([
    ['half a certificate', 'TLS_CERT_FILE', () => truncate(filesOf('users').certificateFile, 200)],
    ['half a key', 'TLS_KEY_FILE', () => truncate(filesOf('users').privateKeyFile, 60)],
    ['an empty list of authorities', 'TLS_CA_FILE', () => truncate(filesOf('users').authorityFile)],
    ['a file that is away', 'no such file', () => rm(filesOf('users').certificateFile)],
    [
      'the key of another',
      'TLS_KEY_FILE',
      () => cp(filesOf('orders').privateKeyFile, filesOf('users').privateKeyFile),
    ],
    [
      'one of another authority',
      'TLS_CA_FILE',
      async () => {
        await renewCertificates({ folder: join(folder, 'theirs'), services: ['users'], clock });
        const theirs = tlsFilesIn(join(folder, 'theirs', 'users'));
        await cp(theirs.privateKeyFile, filesOf('users').privateKeyFile);
        await cp(theirs.certificateFile, filesOf('users').certificateFile);
      },
    ],
    [
      'one that has ended',
      'good now',
      async () => {
        await rm(filesOf('users').certificateFile);
        await renewed({ daysAgo: 390, services: ['users'] });
      },
    ],
  ])('is refused with one line, and the one in use stays: %s', async (_, told, spoil) => {
    await spoil();
    await users.look();
    await users.look();
    expect(users.current().serialNumber).toBe(before);
    expect(faults()).toEqual([expect.stringContaining(told)]);
    expect(await call()).toBe('OK');
    await renewed();
    await users.look();
    expect(users.current().serialNumber).not.toBe(before);
    expect(await call()).toBe('OK');
  });

  it('stops the start of a service, which says what its files must hold', async () => {
    await truncate(filesOf('users').certificateFile, 200);
    await expect(certificateOf('users')).rejects.toThrow('TLS_CERT_FILE must hold');
  });
});

describe('renewing', () => {
  it('is done by one of two processes that begin at once', async () => {
    await renewed({ daysAgo: 300, services: ['users'] });
    const command = fileURLToPath(new URL('../../../commands/operate/certificates.ts', import.meta.url));
    const renew = () =>
      promisify(execFile)(process.execPath, [command, 'renew'], {
        env: { ...process.env, SECRETS_DIR: folder },
      });
    const told = (await Promise.all([renew(), renew()])).map(({ stdout }) => stdout).join('');
    expect(told.match(/^users .*renewed now$/gm)).toHaveLength(1);
    expect(told.match(/^router .*renewed now$/gm)).toHaveLength(1);
    expect(told.match(/^authority /gm)).toHaveLength(2);
    const states = await listCertificates({ folder, services: ['users', 'router'], clock });
    expect(states?.map(({ name }: CertificateState) => name)).toEqual(['authority', 'users', 'router']);
  });

  it('keeps the names of a certificate, and issues one for names that were added', async () => {
    await renewed({ hosts: ['shop.internal'] });
    expect(await renewed()).toEqual([]);
    expect(await renewed({ hosts: ['10.0.0.7'] })).toEqual(['users', 'orders']);
    expect(await renewed({ hosts: ['10.0.0.7', 'shop.internal'] })).toEqual([]);
  });

  it('finds nothing to list where there is nothing', async () => {
    expect(await listCertificates({ folder, services: ['users'], clock })).toBeUndefined();
  });
});

describe('an authority that is renewed', () => {
  it('is believed beside the old one before it signs, so that nobody is refused on the way', async () => {
    expect(await renewed({ daysAgo: 2_600 })).toEqual(['authority', 'users', 'orders']);
    expect(await renewed({ daysAgo: 10 })).toEqual(['authority', 'users', 'orders']);
    const users = await certificateOf('users');
    // Signed by the new one, which has been known for a week.
    await rm(filesOf('orders').certificateFile);
    expect(await renewed()).toEqual(['orders']);
    const orders = await certificateOf('orders');
    const issuers = [users, orders].map((each) => new X509Certificate(each.current().certificate).issuer);
    expect(issuers).toEqual(['CN=Depachika local authority', 'CN=Depachika local authority 2']);
    const port = await serve(users);
    expect(await caller(port, orders)()).toBe('OK');
    expect(await shownSerial(port, orders.current())).toBe(users.current().serialNumber);
    const reversePort = await serve(orders);
    await expect(shownSerial(reversePort, users.current())).rejects.toThrow('Host: users. is not');
  });

  it('is believed alone when the old one has ended', async () => {
    await renewed({ daysAgo: 2_600 });
    await renewed({ daysAgo: 10 });
    const count = async () => (await keyOf(filesOf('users').authorityFile)).match(/BEGIN/g)?.length;
    expect(await count()).toBe(2);
    await renewed({ daysAgo: -1_100 });
    expect(await count()).toBe(1);
  });
});

describe('a connection', () => {
  /** Calls many times at once through a counted line, until so many connections were made. */
  async function codesOf({ untilConnections, ages }: { untilConnections: number; ages: Ages }) {
    await renewed();
    const port = await serve(await certificateOf('users'), { connectionAgeMs: ages.serverMs });
    let connections = 0;
    const between = createServer((socket) => {
      connections += 1;
      const onwards = connectTcp(port, '127.0.0.1');
      socket.pipe(onwards).pipe(socket);
      for (const each of [socket, onwards]) each.on('error', () => undefined);
    });
    await new Promise<void>((resolve) => between.listen(0, '127.0.0.1', resolve));
    closes.push(async () => between.close());
    const call = caller(
      (between.address() as AddressInfo).port,
      await certificateOf('orders'),
      ages.callerMs,
    );
    const codes = new Set<unknown>();
    await Promise.all(
      Array.from({ length: 20 }, async () => {
        while (connections < untilConnections) codes.add(await call());
      }),
    );
    return codes;
  }

  it('is made anew by its caller when it is old, and no call is lost', async () => {
    const ages = { callerMs: 20, serverMs: 60_000 };
    expect(await codesOf({ untilConnections: 10, ages })).toEqual(new Set(['OK']));
  });

  it('is ended by the server when its caller keeps it for longer', async () => {
    const ages = { callerMs: 60_000, serverMs: 20 };
    expect(await codesOf({ untilConnections: 3, ages })).toContain('OK');
  });
});

interface Ages {
  readonly callerMs: number;
  readonly serverMs: number;
}
