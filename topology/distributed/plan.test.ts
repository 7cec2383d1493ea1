import { readDistributedConfig } from '@depachika/router/distributed-config.ts';
import { DOMAIN_SERVICES } from '@depachika/schema/services.ts';
import { readRpcClientConfig, readServiceConfig } from '@depachika/service/config.ts';
import { readWebConfig } from '@depachika/web/config.ts';
import { describe, expect, it } from 'vitest';
import { readDistributedShopConfig, readReplicas } from './config.ts';
import { type PlanOptions, planProcesses, portsOf } from './plan.ts';

const plan = (options: Partial<PlanOptions> = {}) =>
  planProcesses({
    replicas: {},
    folder: '/secrets',
    port: (usual) => usual,
    routerPort: 8080,
    testControls: false,
    common: { REDIS_URL: 'redis://127.0.0.1:6390' },
    ...options,
  });

const configOf = (planned: Awaited<ReturnType<typeof plan>>[number]) =>
  readServiceConfig(planned.service as 'orders', {
    ...planned.env,
    DATABASE_URL: 'postgres://x@127.0.0.1/y',
  });

describe('the plan of processes', () => {
  it('has one of each service on its usual ports', async () => {
    const processes = await plan();
    expect(processes.map(({ name, httpPort, rpcPort }) => [name, httpPort, rpcPort])).toEqual([
      ...DOMAIN_SERVICES.map(({ name, httpPort, rpcPort }) => [name, httpPort, rpcPort]),
      ['web', 9110, undefined],
      ['router', 8080, undefined],
    ]);
  });

  it('tells every port that it will take before anything is started', async () => {
    const processes = await plan({ replicas: { orders: 2 } });
    const own = processes.flatMap(({ httpPort, rpcPort }) => [httpPort, rpcPort]).filter(Boolean);
    const places = portsOf(processes);
    expect(places.map(({ port }) => port).sort()).toEqual([...own, 9109, 9111].sort());
    expect(places.find(({ port }) => port === 8080)).toEqual({ port: 8080, setting: 'PORT' });
  });

  it('is understood by the configuration of every process', async () => {
    for (const planned of await plan()) {
      if (planned.service === 'router') readDistributedConfig(planned.env);
      else if (planned.service === 'web')
        expect(readWebConfig(planned.env)).toMatchObject({ httpPort: 9110, metricsPort: 9111 });
      else expect(configOf(planned)).toMatchObject({ httpPort: planned.httpPort, rpcPort: planned.rpcPort });
    }
  });

  it('gives callers the addresses of every replica', async () => {
    const processes = await plan({ replicas: { inventory: 2, router: 2 } });
    const orders = processes.find(({ name }) => name === 'orders')!;
    expect(configOf(orders).rpcAddresses.inventory).toBe('ipv4:127.0.0.1:9205,127.0.0.1:10205');
    const routers = processes.filter(({ service }) => service === 'router');
    expect(routers.map(({ name, httpPort }) => [name, httpPort])).toEqual([
      ['router', 8080],
      ['router-2', 8081],
    ]);
    for (const { env } of routers) {
      expect(readDistributedConfig(env).subgraphUrls.inventory.map(String)).toEqual([
        'http://127.0.0.1:9105/',
        'http://127.0.0.1:10105/',
      ]);
    }
  });

  it('gives routers every replica of what renders pages, and those every router', async () => {
    const processes = await plan({ replicas: { web: 2, router: 2 } });
    const of = (name: string) => processes.find((planned) => planned.name === name)!.env;
    expect(readDistributedConfig(of('router-2')).webUrls.map(String)).toEqual([
      'http://127.0.0.1:9110/',
      'http://127.0.0.1:10110/',
    ]);
    expect(readWebConfig(of('web-2')).routerUrls.map(String)).toEqual([
      'http://127.0.0.1:8080/',
      'http://127.0.0.1:8081/',
    ]);
  });

  it('lets the router ask every replica of users for sessions, by its own certificate', async () => {
    const router = (await plan({ replicas: { users: 2 } })).find(({ name }) => name === 'router')!;
    expect(readRpcClientConfig('users', router.env)).toEqual({
      address: 'ipv4:127.0.0.1:9203,127.0.0.1:10203',
      tls: {
        certificateFile: '/secrets/router/tls.crt',
        privateKeyFile: '/secrets/router/tls.key',
        authorityFile: '/secrets/router/ca.crt',
      },
    });
  });

  it('never gives two processes one port', async () => {
    const replicas = Object.fromEntries([
      ...DOMAIN_SERVICES.map(({ name }) => [name, 3]),
      ['web', 3],
      ['router', 3],
    ]);
    const ports = (await plan({ replicas, testControls: true })).flatMap((each) => [
      each.httpPort,
      each.rpcPort,
      each.controlsPort,
      each.env.METRICS_PORT,
    ]);
    const taken = ports.filter((port) => port !== undefined).map(Number);
    expect(new Set(taken).size).toBe(taken.length);
  });

  it('tells no process the secrets of another', async () => {
    for (const { service, env } of await plan()) {
      const files = Object.values(env).filter((value) => value.startsWith('/secrets/'));
      expect(files.every((file) => file.startsWith(`/secrets/${service}/`))).toBe(true);
    }
  });
});

describe('start:distributed', () => {
  it('gives no service the rights of the role that names the replica', () => {
    const config = readDistributedShopConfig(
      {},
      {
        DATABASE_URL: 'postgres://admin:secret@primary/shop',
        DATABASE_READ_URL: 'postgres://admin:secret@replica:5433',
      },
    );
    expect(config).toMatchObject({ databaseReadUrl: 'postgres://replica:5433/shop' });
  });

  it.each(['orders', 'orders=0', 'orders=9', 'gateway=2'])('refuses --replicas %s', (replicas) => {
    expect(readReplicas(replicas)).toMatch(/--replicas takes/);
  });
});
