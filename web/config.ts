import { ROUTER_PORT, WEB_METRICS_PORT, WEB_PORT } from '@depachika/schema/services.ts';
import { type ProcessConfig, readProcessConfig } from '@depachika/service/config.ts';

/** How the shop's pages run as a process of their own. */
export interface WebConfig extends ProcessConfig {
  /** `HOST`: 127.0.0.1, in production 0.0.0.0. */
  readonly host: string;
  /** Where routers ask for pages: `HTTP_PORT`, default 9110; 0 takes a free one. */
  readonly httpPort: number;
  /** Of health and metrics for operators: `METRICS_PORT`, default 9111. */
  readonly metricsPort: number;
  /** Each router: `ROUTER_URL`, `http://host:port`, several with commas. */
  readonly routerUrls: readonly URL[];
  /** Everybody's public keys, a JWKS in which each key names its issuer: `TRUSTED_KEYS_FILE`. */
  readonly trustedKeysFile: string;
  /** Where people find the shop, for addresses that leave its pages, and for cookies: `SHOP_URL`; undefined: where each visitor asked. */
  readonly shopUrl: string | undefined;
  /** How many days ahead goods can be wanted in a list, as delivery has it: `DELIVERY_DAYS_AHEAD`, 7 to 60, default 7. */
  readonly deliveryDaysAhead: number;
  readonly production: boolean;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Throws, naming the variable and what it should hold. */
export function readWebConfig(env: Environment = process.env): WebConfig {
  const production = env.NODE_ENV === 'production';
  return {
    ...readProcessConfig(env),
    host: env.HOST || (production ? '0.0.0.0' : '127.0.0.1'),
    httpPort: port(env, 'HTTP_PORT', WEB_PORT),
    metricsPort: port(env, 'METRICS_PORT', WEB_METRICS_PORT),
    routerUrls: routerUrls(env.ROUTER_URL || `http://127.0.0.1:${ROUTER_PORT}`),
    trustedKeysFile: trustedKeysFile(env),
    shopUrl: shopUrl(env),
    deliveryDaysAhead: daysAhead(env),
    production,
  };
}

function routerUrls(text: string): URL[] {
  return text.split(',').map((each) => {
    const url = URL.parse(each.trim());
    if (url && /^https?:$/.test(url.protocol) && url.pathname === '/') return url;
    throw new Error(`ROUTER_URL must hold http://host:port, or several with commas, not "${text}"`);
  });
}

function shopUrl({ SHOP_URL: text }: Environment): string | undefined {
  if (!text) return undefined;
  const url = URL.parse(text);
  if (url && /^https?:$/.test(url.protocol) && !url.search && !url.hash) return text.replace(/\/$/, '');
  throw new Error("SHOP_URL must hold the address of the shop's pages: https://shop.example");
}

function daysAhead({ DELIVERY_DAYS_AHEAD: text }: Environment): number {
  const days = text ? Number(text) : 7;
  if (Number.isInteger(days) && days >= 7 && days <= 60) return days;
  throw new Error(`DELIVERY_DAYS_AHEAD must be a whole number from 7 to 60, not "${text}"`);
}

function trustedKeysFile({ TRUSTED_KEYS_FILE: file }: Environment): string {
  if (file) return file;
  throw new Error('TRUSTED_KEYS_FILE must hold the file with the public keys of all services');
}

function port(env: Environment, name: string, otherwise: number): number {
  const value = env[name] ? Number(env[name]) : otherwise;
  if (Number.isInteger(value) && value >= 0 && value <= 65_535) return value;
  throw new Error(`${name} must hold a port from 0 to 65535`);
}
