import { join } from 'node:path';
import {
  DOMAIN_SERVICES,
  type DomainName,
  type DomainService,
  METRICS_PORT,
  ROUTER_PORT,
  WEB_METRICS_PORT,
  WEB_PORT,
} from '@depachika/schema/services.ts';
import type { ListeningPlace } from '@depachika/service/ports.ts';
import { SERVICE_FILES } from './service-files.ts';

export type ServiceName = DomainName | 'web' | 'router';
export const SERVICE_NAMES: readonly ServiceName[] = [
  ...DOMAIN_SERVICES.map(({ name }) => name),
  'web',
  'router',
];

/** One process that the shop is made of. */
export interface PlannedProcess {
  /** `orders`, or `orders-2` for the second of its kind. */
  readonly name: string;
  readonly service: ServiceName;
  /** The file that Node runs, from the project's root. */
  readonly main: string;
  /** Of Node itself. */
  readonly flags: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly httpPort: number;
  readonly rpcPort: number | undefined;
  /** Where its clock can be set forward; 0 without test controls. */
  readonly controlsPort: number;
}

export interface PlanOptions {
  /** Processes of each service, 1 or more; default 1. */
  readonly replicas: Readonly<Partial<Record<ServiceName, number>>>;
  /** The folder of `makeServiceFolders`. */
  readonly folder: string;
  /** A free port for what has this usual one. The same port is never asked for twice. */
  readonly port: (usual: number) => number | Promise<number>;
  readonly routerPort: number;
  readonly testControls: boolean;
  /** What every process gets: REDIS_URL, KAFKA_BROKERS, LOG_LEVEL, … */
  readonly common: Readonly<Record<string, string>>;
}

/** Between the ports of two replicas of one service. */
const REPLICA_STEP = 1_000;

/** The file that runs this service, alone or not. */
export function mainOf(service: ServiceName): string {
  return isDomain(service) ? `subgraphs/${service}/main.ts` : `${service}/main.ts`;
}

/** Those alone have rows in the database, and answer statements. */
export function isDomain(service: string): service is DomainName {
  return DOMAIN_SERVICES.some(({ name }) => name === service);
}

/** Answers come and go: room for young objects, which one thread collects, and none of them is born old. */
export const ROUTER_FLAGS = [
  '--max-semi-space-size=64',
  '--no-parallel-scavenge',
  '--no-allocation-site-pretenuring',
] as const;

/** Every process with its environment; each knows all addresses of the services that it may call. */
export async function planProcesses(options: PlanOptions): Promise<PlannedProcess[]> {
  const domains = await planPorts(options);
  const webs = await planWebs(options);
  const routers = await planRouters(options);
  const addresses = addressesOf({ domains, webs, routers });
  return [...domains, ...webs, ...routers].map((planned) => ({
    ...planned,
    main: mainOf(planned.service),
    flags: planned.service === 'router' ? ROUTER_FLAGS : [],
    env: {
      ...options.common,
      ...identityFiles(join(options.folder, planned.service), planned.service),
      ...addresses[isDomain(planned.service) ? 'domain' : planned.service],
      ...(options.testControls
        ? { TEST_CONTROLS: 'on', TEST_CONTROLS_PORT: String(planned.controlsPort) }
        : {}),
      ...planned.env,
    },
  }));
}

/** Where these processes will listen, and which setting says so. */
export function portsOf(processes: readonly PlannedProcess[]): ListeningPlace[] {
  return processes.flatMap(({ service, httpPort, rpcPort, env }) => {
    const setting = service === 'router' ? 'PORT' : 'SUBGRAPH_PORT_OFFSET';
    const others = [rpcPort, env.METRICS_PORT].filter((port) => port !== undefined).map(Number);
    return [
      { port: httpPort, setting },
      ...others.map((port) => ({ port, setting: 'SUBGRAPH_PORT_OFFSET' })),
    ];
  });
}

type PlannedPorts = Omit<PlannedProcess, 'main' | 'flags'>;

async function planPorts(options: PlanOptions): Promise<PlannedPorts[]> {
  const planned: PlannedPorts[] = [];
  for (const service of DOMAIN_SERVICES) {
    for (let index = 0; index < (options.replicas[service.name] ?? 1); index += 1)
      planned.push(await planReplica(service, index, options));
  }
  return planned;
}

async function planReplica(
  { name, httpPort, rpcPort }: DomainService,
  index: number,
  { port, testControls }: PlanOptions,
): Promise<PlannedPorts> {
  const step = index * REPLICA_STEP;
  const http = await port(httpPort + step);
  const rpc = rpcPort === undefined ? undefined : await port(rpcPort + step);
  return {
    name: index === 0 ? name : `${name}-${index + 1}`,
    service: name,
    httpPort: http,
    rpcPort: rpc,
    controlsPort: testControls ? await port(httpPort + CONTROLS_STEP + step) : 0,
    // Only the router is for other machines.
    env: {
      HOST: '127.0.0.1',
      HTTP_PORT: String(http),
      ...(rpc === undefined ? {} : { RPC_PORT: String(rpc) }),
    },
  };
}

/** From a service's HTTP port to that of its test controls. */
const CONTROLS_STEP = 200;

async function planWebs({ replicas, port, testControls }: PlanOptions): Promise<PlannedPorts[]> {
  const planned: PlannedPorts[] = [];
  for (let index = 0; index < (replicas.web ?? 1); index += 1) {
    const step = index * REPLICA_STEP;
    const http = await port(WEB_PORT + step);
    const metrics = await port(WEB_METRICS_PORT + step);
    planned.push({
      name: index === 0 ? 'web' : `web-${index + 1}`,
      service: 'web',
      httpPort: http,
      rpcPort: undefined,
      controlsPort: testControls ? await port(WEB_PORT + CONTROLS_STEP + step) : 0,
      env: {
        HOST: '127.0.0.1',
        HTTP_PORT: String(http),
        METRICS_PORT: String(metrics),
        NODE_OPTIONS: HEAP_OF_PAGES,
      },
    });
  }
  return planned;
}

/** What a page leaves behind is garbage at once; V8 would let it grow as long as there is room. */
const HEAP_OF_PAGES = '--max-old-space-size=128 --max-semi-space-size=8';

async function planRouters({
  replicas,
  routerPort,
  port,
  testControls,
}: PlanOptions): Promise<PlannedPorts[]> {
  const planned: PlannedPorts[] = [];
  for (let index = 0; index < (replicas.router ?? 1); index += 1) {
    const http = routerPort === 0 ? await port(ROUTER_PORT + index) : routerPort + index;
    const metrics = await port(METRICS_PORT + index * REPLICA_STEP);
    planned.push({
      name: index === 0 ? 'router' : `router-${index + 1}`,
      service: 'router',
      httpPort: http,
      rpcPort: undefined,
      controlsPort: testControls ? await port(METRICS_PORT + CONTROLS_STEP + index * REPLICA_STEP) : 0,
      env: { PORT: String(http), METRICS_PORT: String(metrics) },
    });
  }
  return planned;
}

function addressesOf(planned: Readonly<Record<'domains' | 'webs' | 'routers', readonly PlannedPorts[]>>) {
  const rpc: Record<string, string> = {};
  const urls: Record<string, string> = { WEB_URL: urlsOf(planned.webs) };
  for (const { name } of DOMAIN_SERVICES) {
    const replicas = planned.domains.filter(({ service }) => service === name);
    const rpcPorts = replicas.flatMap(({ rpcPort }) => rpcPort ?? []);
    if (rpcPorts.length > 0)
      rpc[`${name.toUpperCase()}_RPC`] = rpcPorts.map((each) => `127.0.0.1:${each}`).join(',');
    urls[`${name.toUpperCase()}_URL`] = urlsOf(replicas);
  }
  // Domains ask each other; the router asks domains for parts of the graph, users for sessions, and the web for pages.
  return {
    domain: rpc,
    web: { ROUTER_URL: urlsOf(planned.routers) },
    router: { ...urls, USERS_RPC: rpc.USERS_RPC! },
  };
}

function urlsOf(replicas: readonly PlannedPorts[]): string {
  return replicas.map(({ httpPort }) => `http://127.0.0.1:${httpPort}`).join(',');
}

function identityFiles(folder: string, service: ServiceName): Record<string, string> {
  const identity = {
    IDENTITY_KEY_FILE: join(folder, SERVICE_FILES.identityKey),
    TRUSTED_KEYS_FILE: join(folder, SERVICE_FILES.trustedKeys),
  };
  if (service === 'web') return identity;
  const certified = {
    ...identity,
    TLS_CERT_FILE: join(folder, SERVICE_FILES.certificate),
    TLS_KEY_FILE: join(folder, SERVICE_FILES.privateKey),
    TLS_CA_FILE: join(folder, SERVICE_FILES.authority),
  };
  if (service === 'router') return certified;
  return { ...certified, DATABASE_URL_FILE: join(folder, SERVICE_FILES.databaseUrl) };
}
