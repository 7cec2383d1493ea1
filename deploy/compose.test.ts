import { existsSync, readFileSync } from 'node:fs';
import { notificationsConfig } from '@depachika/notifications/config.ts';
import { paymentsConfig } from '@depachika/payments/config.ts';
import { productsConfig } from '@depachika/products/config.ts';
import { readRouterConfig } from '@depachika/router/config.ts';
import { readDistributedConfig } from '@depachika/router/distributed-config.ts';
import { DOMAIN_SERVICES, ROUTER_PORT, WEB_METRICS_PORT, WEB_PORT } from '@depachika/schema/services.ts';
import {
  readKafka,
  readProcessConfig,
  readRpcClientConfig,
  readServiceConfig,
} from '@depachika/service/config.ts';
import { readWebConfig } from '@depachika/web/config.ts';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { command as certificates } from '../commands/operate/certificates.ts';
import { mainOf, type ServiceName } from '../topology/distributed/plan.ts';
import { readPreparationConfig, readSecretsConfig } from '../topology/distributed/preparation-config.ts';
import { SERVICE_FILES } from '../topology/distributed/service-files.ts';
import { routerFlags } from '../topology/start-arguments.ts';

interface ComposeService {
  readonly image?: string;
  readonly restart?: string;
  readonly entrypoint?: readonly string[];
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly expose?: readonly string[];
  readonly ports?: readonly string[];
  readonly volumes?: readonly string[];
  readonly healthcheck?: { readonly test: readonly string[] };
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
}

const project = new URL('..', import.meta.url);
const text = (path: string) => readFileSync(new URL(path, project), 'utf8');
const compose = parse(text('docker-compose.yml'), { merge: true }) as {
  services: Record<string, ComposeService>;
  volumes: Record<string, unknown>;
};
const { services } = compose;
const SERVICES: readonly ServiceName[] = [...DOMAIN_SERVICES.map(({ name }) => name), 'web', 'router'];
const PORTS: Readonly<Record<string, number>> = {
  ...Object.fromEntries(DOMAIN_SERVICES.map(({ name, httpPort }) => [name, httpPort])),
  web: WEB_PORT,
  router: ROUTER_PORT,
};

/** As Compose fills it in when the operator sets this much; secrets are looked up in a folder that exists. */
function environmentOf(name: string, given: Record<string, string> = {}): Record<string, string> {
  const environment = services[name]!.environment ?? {};
  return Object.fromEntries(
    Object.entries(environment).map(([key, value]) => [
      key,
      value.replace(
        /\$\{(\w+):-([^}]*)\}/g,
        (_, variable: string, usual: string) => given[variable] ?? usual,
      ),
    ]),
  );
}

describe('docker-compose.yml', () => {
  it('runs exactly the services that there are, beside the three servers, the job before them and renewals', () => {
    expect(Object.keys(services).sort()).toEqual(
      [...SERVICES, 'postgres', 'redis', 'kafka', 'prepare', 'certificates'].sort(),
    );
  });

  it('renews certificates where they were made, by what the command takes', () => {
    const { command, volumes, restart, environment } = services.certificates!;
    const [name, ...words] = command!;
    expect(name).toBe(certificates.name);
    expect(certificates.understand(words)).toMatchObject({ kind: 'given', options: { everyHours: 12 } });
    expect(readSecretsConfig(environment!)).toMatchObject({ folder: '/secrets', services: SERVICES });
    expect(volumes).toEqual(services.prepare!.volumes);
    expect(restart).toBe('unless-stopped');
  });

  it.each(DOMAIN_SERVICES)('gives $name the ports and addresses that its configuration reads', (domain) => {
    const { DATABASE_URL_FILE: file, ...environment } = environmentOf(domain.name);
    expect(file).toBe(`/run/depachika/${SERVICE_FILES.databaseUrl}`);
    const config = readServiceConfig(domain.name, {
      ...environment,
      DATABASE_URL: 'postgres://x@postgres/y',
    });
    expect(config).toMatchObject({ host: '0.0.0.0', httpPort: domain.httpPort, rpcPort: domain.rpcPort });
    expect(config.kafka?.brokers).toEqual(['kafka:29092']);
    expect(config.redisUrl).toBe('redis://redis:6379');
    const expected = DOMAIN_SERVICES.filter(({ rpcPort }) => rpcPort !== undefined).map(
      ({ name, rpcPort }) => [name, `dns:///${name}:${rpcPort}`],
    );
    expect(config.rpcAddresses).toEqual(Object.fromEntries(expected));
    expect(services[domain.name]!.expose).toEqual(
      [domain.httpPort, domain.rpcPort].filter((port) => port !== undefined).map(String),
    );
  });

  it('gives products a folder for pictures that outlives it, or the bucket that is named', () => {
    const folder = '/var/lib/depachika/pictures';
    expect(productsConfig(environmentOf('products')).pictures).toEqual({ kind: 'disk', folder });
    expect(compose.volumes).toHaveProperty('pictures');
    expect(text('deploy/Dockerfile')).toContain(folder);
    const bucket = {
      PICTURES_S3_BUCKET: 'pictures',
      PICTURES_S3_REGION: 'ap-northeast-1',
      PICTURES_S3_ACCESS_KEY_ID: 'id',
      PICTURES_S3_SECRET_ACCESS_KEY: 'secret',
    };
    expect(productsConfig(environmentOf('products', bucket)).pictures).toMatchObject({
      kind: 's3',
      bucket: 'pictures',
    });
  });

  it('gives the router its port and the addresses of all domains', () => {
    const environment = environmentOf('router');
    expect(readRouterConfig(environment)).toMatchObject({ host: '0.0.0.0', port: ROUTER_PORT });
    expect(readProcessConfig(environment).redisUrl).toBe('redis://redis:6379');
    const { subgraphUrls, metricsPort } = readDistributedConfig(environment);
    for (const { name, httpPort } of DOMAIN_SERVICES) {
      expect(subgraphUrls[name].map(String)).toEqual([`http://${name}:${httpPort}/`]);
    }
    expect(readRpcClientConfig('users', environment)).toMatchObject({
      address: `dns:///users:${DOMAIN_SERVICES.find(({ name }) => name === 'users')!.rpcPort}`,
      tls: { certificateFile: `/run/depachika/${SERVICE_FILES.certificate}` },
    });
    expect(services.router!.expose).toEqual([String(metricsPort)]);
    expect(services.router!.ports).toEqual([`\${PUBLIC_ADDRESS:-127.0.0.1}:\${PORT:-8080}:8080`]);
  });

  it('starts the router with the flags of Node that it is started with elsewhere', () => {
    expect(services.router!.entrypoint).toEqual(['node', ...routerFlags(), 'deploy/run.ts']);
    expect(routerFlags()).toContain('--no-parallel-scavenge');
  });

  it('gives the pages their ports, the router and Redis, and the router the pages', () => {
    const config = readWebConfig(environmentOf('web'));
    expect(config).toMatchObject({
      host: '0.0.0.0',
      httpPort: WEB_PORT,
      metricsPort: WEB_METRICS_PORT,
      redisUrl: 'redis://redis:6379',
      trustedKeysFile: `/run/depachika/${SERVICE_FILES.trustedKeys}`,
    });
    expect(config.routerUrls.map(String)).toEqual([`http://router:${ROUTER_PORT}/`]);
    expect(readDistributedConfig(environmentOf('router')).webUrls.map(String)).toEqual([
      `http://web:${WEB_PORT}/`,
    ]);
    expect(services.web!.expose).toEqual([WEB_PORT, WEB_METRICS_PORT].map(String));
    expect(services.router!.depends_on!.web).toEqual({ condition: 'service_started' });
  });

  it.each(SERVICES)(
    'starts %s by its name, with its own secrets alone, and asks whether it is ready',
    (name) => {
      const { command, volumes, healthcheck, depends_on: after } = services[name]!;
      expect(command).toEqual([name]);
      expect(existsSync(new URL(mainOf(name), project))).toBe(true);
      const own = name === 'products' ? ['pictures:/var/lib/depachika/pictures'] : [];
      expect(volumes).toEqual([`secrets-${name}:/run/depachika:ro`, ...own]);
      expect(services.prepare!.volumes).toContain(`secrets-${name}:/secrets/${name}`);
      expect(healthcheck!.test).toEqual(['CMD', 'node', 'deploy/healthy.ts', String(PORTS[name])]);
      expect(after!.prepare).toEqual({ condition: 'service_completed_successfully' });
    },
  );

  it('stops the router before the domains that it asks', () => {
    for (const { name } of DOMAIN_SERVICES)
      expect(services.router!.depends_on![name]).toEqual({ condition: 'service_started' });
  });

  it('names no file of secrets that is not made', () => {
    const made = new Set<string>(Object.values(SERVICE_FILES).map((file) => `/run/depachika/${file}`));
    const named = SERVICES.flatMap((name) =>
      Object.values(environmentOf(name)).filter((value) => value.startsWith('/run/')),
    );
    expect(named.filter((file) => !made.has(file))).toEqual([]);
  });

  it('declares every volume that is mounted', () => {
    const mounted = Object.values(services).flatMap(
      ({ volumes }) => volumes?.map((volume) => volume.split(':')[0]!) ?? [],
    );
    expect([...new Set(mounted)].sort()).toEqual(Object.keys(compose.volumes).sort());
  });

  it('opens nothing to other machines until it is told to, and then the router alone', () => {
    const places = Object.entries(services).flatMap(([name, { ports }]) =>
      (ports ?? []).map((port) => ({ name, port })),
    );
    const open = places.filter(({ port }) => !port.startsWith('127.0.0.1:'));
    expect(open).toEqual([
      { name: 'router', port: expect.stringMatching(/^\$\{PUBLIC_ADDRESS:-127\.0\.0\.1\}:/) },
    ]);
  });

  it('fills in the demo outside production, and lets the job before the services refuse it in production', () => {
    expect(readPreparationConfig(environmentOf('prepare')).demo).toBe(true);
    const production = { ...environmentOf('prepare', { NODE_ENV: 'production', POSTGRES_PASSWORD: 'own' }) };
    expect(readPreparationConfig(production).demo).toBe(false);
    expect(() => readPreparationConfig({ ...production, DEMO_DATA: 'on' })).toThrow('DEMO_DATA must be off');
  });

  it('does not run in production on what everybody can read in it', () => {
    const published = environmentOf('prepare', { NODE_ENV: 'production' });
    expect(() => readPreparationConfig(published)).toThrow('DATABASE_URL must hold a password of your own');
    const payments = (given: Record<string, string>) => () =>
      paymentsConfig(environmentOf('payments', { NODE_ENV: 'production', ...given }));
    expect(payments({})).toThrow('PAYMENT_PROVIDER must be set');
    expect(payments({ PAYMENT_PROVIDER: 'sandbox' })).toThrow('PAYMENT_WEBHOOK_SECRET must hold');
  });

  it('asks for a mail server in production, and keeps mails in the shop without one', () => {
    expect(notificationsConfig(environmentOf('notifications')).smtpUrl).toBeUndefined();
    const mail = { SMTP_URL: 'smtp://mail', MAIL_FROM: 'shop@example.jp', SHOP_URL: 'https://shop.example' };
    const inProduction = (given: Record<string, string>) =>
      notificationsConfig(environmentOf('notifications', { NODE_ENV: 'production', ...given }));
    expect(() => inProduction({})).toThrow('SMTP_URL must hold');
    expect(inProduction(mail)).toMatchObject({ smtpUrl: mail.SMTP_URL, shopUrl: mail.SHOP_URL });
  });

  it("has Kafka on a port of the host that is not orders'", () => {
    expect(services.kafka!.ports).toEqual([`127.0.0.1:\${KAFKA_PORT:-9094}:9094`]);
    expect(environmentOf('kafka').KAFKA_ADVERTISED_LISTENERS).toContain('EXTERNAL://127.0.0.1:9094');
  });

  it.each(['postgres', 'redis', 'kafka'])('starts %s again when it ends', (name) => {
    expect(services[name]!.restart).toBe('unless-stopped');
  });

  it('lets Kafka forget neither events nor how far groups have come, and production choose the copies', () => {
    expect(environmentOf('kafka')).toMatchObject({
      KAFKA_LOG_RETENTION_MS: '-1',
      KAFKA_OFFSETS_RETENTION_MINUTES: '2147483647',
    });
    expect(() => readKafka(environmentOf('orders', { NODE_ENV: 'production' }))).toThrow(
      'KAFKA_REPLICATION must hold',
    );
    const chosen = environmentOf('orders', { NODE_ENV: 'production', KAFKA_REPLICATION: '1' });
    expect(readKafka(chosen)).toMatchObject({ replicas: 1 });
  });

  it('says what Redis forgets first', () => {
    expect(services.redis!.command).toContain('allkeys-lru');
  });
});

describe('deploy/Dockerfile', () => {
  const dockerfile = text('deploy/Dockerfile');

  it('runs the file that takes the name of a service, as a user without rights', () => {
    expect(/^ENTRYPOINT (.+)$/m.exec(dockerfile)?.[1]).toBe('["node", "deploy/run.ts"]');
    expect(existsSync(new URL('deploy/run.ts', project))).toBe(true);
    expect(dockerfile.lastIndexOf('USER node')).toBeGreaterThan(dockerfile.lastIndexOf('RUN '));
  });

  it('has a folder for the secrets of every service', () => {
    for (const name of [...SERVICES, 'authority']) expect(dockerfile).toContain(`/secrets/${name}`);
  });

  it('has the same Node as development', () => {
    const { devDependencies } = JSON.parse(text('package.json')) as { devDependencies: { node: string } };
    const majors = [...dockerfile.matchAll(/^FROM node:(\d+)/gm)].map((match) => match[1]);
    expect(new Set(majors)).toEqual(new Set([devDependencies.node.split('.')[0]]));
  });
});
