import { fileURLToPath } from 'node:url';
import { DOMAIN_SERVICES, type DomainName, METRICS_PORT, WEB_PORT } from '@depachika/schema/services.ts';
import { type Environment, InvalidConfig } from './config.ts';

/** Where the router finds the other processes. */
export interface DistributedConfig {
  /** Each replica of each domain: `ORDERS_URL`, …: `http://host:port`, several with commas. */
  readonly subgraphUrls: Readonly<Record<DomainName, readonly URL[]>>;
  /** What renders pages, each replica: `WEB_URL`. */
  readonly webUrls: readonly URL[];
  /** The composed graph, which is served anew when it changes: `SUPERGRAPH_FILE`, default this repository's. */
  readonly supergraphFile: string;
  /** Everybody's public keys, a JWKS in which each key names its issuer: `TRUSTED_KEYS_FILE`. */
  readonly trustedKeysFile: string;
  /** The port of health and metrics for operators: `METRICS_PORT`, default 9109; never a public one. */
  readonly metricsPort: number;
}

const SUPERGRAPH = new URL('../schema/supergraph.graphql', import.meta.url);

/** Throws `InvalidConfig` naming the variable and what it should hold. */
export function readDistributedConfig(env: Environment = process.env): DistributedConfig {
  const domains = DOMAIN_SERVICES.map(({ name, httpPort }) => [name, readUrls(env, name, httpPort)]);
  return {
    subgraphUrls: Object.fromEntries(domains),
    webUrls: readUrls(env, 'web', WEB_PORT),
    supergraphFile: env.SUPERGRAPH_FILE || fileURLToPath(SUPERGRAPH),
    trustedKeysFile: readTrustedKeysFile(env),
    metricsPort: readPort(env.METRICS_PORT),
  };
}

function readUrls(env: Environment, service: DomainName | 'web', port: number): URL[] {
  const variable = `${service.toUpperCase()}_URL`;
  const text = env[variable] || `http://127.0.0.1:${port}`;
  return text.split(',').map((url) => readUrl(variable, url.trim()));
}

function readTrustedKeysFile({ TRUSTED_KEYS_FILE: file }: Environment): string {
  if (file) return file;
  throw new InvalidConfig('TRUSTED_KEYS_FILE must hold the file with the public keys of all services');
}

function readUrl(variable: string, text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url && /^https?:$/.test(url.protocol) && url.pathname === '/') return url;
  throw new InvalidConfig(`${variable} must hold http://host:port, or several with commas, not "${text}"`);
}

function readPort(text: string | undefined): number {
  const port = text ? Number(text) : METRICS_PORT;
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  throw new InvalidConfig(`METRICS_PORT must hold a port from 0 to 65535, not "${text}"`);
}
