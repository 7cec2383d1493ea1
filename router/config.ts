import { type CostBudgets, readCostBudgets } from '@depachika/schema/cost-budgets.ts';

/** Ceilings on one operation. Each has its own error code, so that a client can tell which one it met. */
export interface OperationLimits {
  /** Levels of fields, fragments expanded. */
  readonly depth: number;
  readonly aliases: number;
  readonly rootFields: number;
  /** Fields once every fragment is expanded where it is spread. */
  readonly fields: number;
  readonly directives: number;
  readonly tokens: number;
  /** UTF-8 bytes of the query text. */
  readonly queryBytes: number;
  /** UTF-16 units of any one text in a document or in variables: somewhat more than the longest that a domain takes. */
  readonly textLength: number;
}

export interface RouterLimits {
  readonly operation: OperationLimits;
  /** By `@cost` and `@listSize` of the graph: `COST_BUDGET_ANONYMOUS`, `COST_BUDGET_CUSTOMER`, `COST_BUDGET_STAFF`. */
  readonly costBudgets: CostBudgets;
  /** Bytes of what all subgraphs together answer to one operation, or to one event of a subscription. */
  readonly answerBytes: number;
  /** Bytes of one HTTP body. */
  readonly bodyBytes: number;
  readonly webhookBytes: number;
  /** From the request's arrival to the last subgraph's answer. */
  readonly requestTimeoutMs: number;
  /** Requests of one caller, or of one address when anonymous, in each window. 0 switches the limit off. */
  readonly requestsPerWindow: number;
  readonly rateWindowMs: number;
  /** Connections of clients to this process, WebSockets included. */
  readonly connections: {
    readonly total: number;
    /** Of one IPv4 address or IPv6 network of 64 bits; not counted where proxies are trusted. */
    readonly perNetwork: number;
  };
  /** WebSockets of this process. */
  readonly sockets: {
    readonly total: number;
    /** Of one IPv4 address or IPv6 network of 64 bits, signed in or not. */
    readonly perNetwork: number;
    readonly perUser: number;
  };
  readonly subscriptionsPerConnection: number;
  /** Bytes that may wait for one slow reader before its socket is closed. */
  readonly socketBufferBytes: number;
  readonly socketMessageBytes: number;
  readonly keepAliveMs: number;
}

/** The longest waits for domains, in milliseconds. */
export interface DomainBudgets {
  /** By the subgraph's name. */
  readonly named: Readonly<Record<string, number>>;
  /** Of those that are not named. */
  readonly others: number;
}

export interface BudgetSettings {
  readonly read: DomainBudgets;
  /** For what a domain adds to entities of others; a read's budget where that is shorter. */
  readonly enrichment: DomainBudgets;
  /** From a request's arrival to its whole answer: a mutation that is cut may have been carried out, so that nothing else cuts it. */
  readonly requestMs: number;
}

export interface CircuitSettings {
  /** Above so many of a hundred calls that fail, 1 to 99, the circuit opens, */
  readonly failurePercent: number;
  /** if there were so many calls or more */
  readonly minimumCalls: number;
  /** within so many milliseconds. */
  readonly windowMs: number;
  /** For so long nobody is let through; then one call is, and decides. */
  readonly openMs: number;
}

/** How long subgraphs are waited for, and when they are not asked any more. */
export interface GuardSettings {
  readonly budgets: BudgetSettings;
  readonly circuit: CircuitSettings;
}

/** What is kept of public answers. */
export interface AnswerSettings {
  /** `RESPONSE_CACHE` on or off. */
  readonly kept: boolean;
  /** In this process, and as many again for while a domain is away. */
  readonly bytes: number;
  /** So long others on the way may keep a public answer, who are not told when it is wrong. */
  readonly elsewhereSeconds: number;
}

export interface RouterConfig {
  readonly host: string;
  readonly port: number;
  readonly production: boolean;
  /** Exact origins; `*` allows every origin, which production refuses. */
  readonly corsOrigins: readonly string[];
  /** Request headers that pages of these origins may send beside those of the usual clients and tracers: `CORS_HEADERS`. */
  readonly corsHeaders: readonly string[];
  /** How many proxies in front may be believed about the client's address. */
  readonly trustedProxies: number;
  /** Subgraphs have read replicas, which those may read who have not just written: `READ_REPLICAS` on or off. */
  readonly readReplicas: boolean;
  /** Who executes query plans: `own`, or Apollo's own executor, to compare the two; `ROUTER_EXECUTOR`, default own. */
  readonly executor: 'own' | 'gateway';
  readonly answers: AnswerSettings;
  readonly persisted: PersistedSettings;
  readonly limits: RouterLimits;
  readonly guards: GuardSettings;
}

/** The operations that clients may ask for by id, and whether they may ask for others. */
export interface PersistedSettings {
  /** `PERSISTED_OPERATIONS`: what is not on the list is let in, told in the log, or refused. Default: log in production, else off. */
  readonly mode: 'off' | 'log' | 'enforce';
  /** `PERSISTED_OPERATIONS_FILES`: manifests of Apollo's or Relay's form, beside what the shop lists by itself. */
  readonly files: readonly string[];
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** Reads the router's settings once. Throws `InvalidConfig` naming the variable and what it should hold. */
export function readRouterConfig(env: Environment = process.env): RouterConfig {
  const production = env.NODE_ENV === 'production';
  const limits = readLimits(env);
  return {
    host: env.HOST ?? (production ? '0.0.0.0' : '127.0.0.1'),
    port: wholeNumber(env, 'PORT', { fallback: 8080, min: 0, max: 65_535 }),
    production,
    corsOrigins: readOrigins(env, production),
    corsHeaders: readHeaderNames(env),
    trustedProxies: wholeNumber(env, 'TRUSTED_PROXIES', { fallback: 0, min: 0, max: 10 }),
    readReplicas: onOrOff(env, 'READ_REPLICAS', 'off'),
    executor: readExecutor(env),
    answers: {
      kept: onOrOff(env, 'RESPONSE_CACHE', 'on'),
      bytes: wholeNumber(env, 'RESPONSE_CACHE_BYTES', { fallback: 64 * MIB, min: MIB }),
      elsewhereSeconds: wholeNumber(env, 'RESPONSE_CACHE_ELSEWHERE_SECONDS', {
        fallback: 1,
        min: 0,
        max: 86_400,
      }),
    },
    persisted: readPersisted(env, production),
    limits,
    guards: readGuards(env, limits),
  };
}

export class InvalidConfig extends Error {
  readonly code = 'INVALID_CONFIG';
}

function onOrOff(env: Environment, name: string, fallback: 'on' | 'off'): boolean {
  const text = env[name] || fallback;
  if (text === 'on' || text === 'off') return text === 'on';
  throw invalid(name, 'on or off', text);
}

function readExecutor(env: Environment): 'own' | 'gateway' {
  const text = env.ROUTER_EXECUTOR || 'own';
  if (text === 'own' || text === 'gateway') return text;
  throw invalid('ROUTER_EXECUTOR', 'own or gateway', text);
}

function readPersisted(env: Environment, production: boolean): PersistedSettings {
  const mode = env.PERSISTED_OPERATIONS || (production ? 'log' : 'off');
  if (mode !== 'off' && mode !== 'log' && mode !== 'enforce')
    throw invalid('PERSISTED_OPERATIONS', 'off, log or enforce', mode);
  return { mode, files: listed(env.PERSISTED_OPERATIONS_FILES ?? '') };
}

const MINUTE_MS = 60_000;
const MIB = 1024 * 1024;

function readLimits(env: Environment): RouterLimits {
  const positive = (name: string, fallback: number) => wholeNumber(env, name, { fallback, min: 1 });
  return {
    operation: {
      depth: positive('MAX_QUERY_DEPTH', 12),
      aliases: positive('MAX_QUERY_ALIASES', 30),
      rootFields: positive('MAX_ROOT_FIELDS', 20),
      fields: positive('MAX_QUERY_FIELDS', 1_000),
      directives: positive('MAX_QUERY_DIRECTIVES', 50),
      tokens: positive('MAX_QUERY_TOKENS', 2_000),
      queryBytes: positive('MAX_QUERY_BYTES', 100_000),
      textLength: positive('MAX_TEXT_LENGTH', 10_000),
    },
    costBudgets: readCostBudgets(positive),
    answerBytes: positive('MAX_ANSWER_BYTES', 4 * MIB),
    bodyBytes: positive('MAX_BODY_BYTES', 1_000_000),
    webhookBytes: positive('MAX_WEBHOOK_BYTES', 256 * 1024),
    requestTimeoutMs: positive('REQUEST_TIMEOUT_MS', 30_000),
    requestsPerWindow: wholeNumber(env, 'RATE_LIMIT_REQUESTS', { fallback: 3_000, min: 0 }),
    rateWindowMs: positive('RATE_LIMIT_WINDOW_MS', MINUTE_MS),
    connections: {
      total: positive('MAX_CONNECTIONS', 20_000),
      perNetwork: positive('MAX_CONNECTIONS_PER_ADDRESS', 1_000),
    },
    sockets: readSocketCeilings(positive),
    subscriptionsPerConnection: positive('MAX_SUBSCRIPTIONS_PER_SOCKET', 50),
    socketBufferBytes: positive('MAX_SOCKET_BUFFER_BYTES', MIB),
    socketMessageBytes: positive('MAX_SOCKET_MESSAGE_BYTES', 256 * 1024),
    keepAliveMs: positive('SOCKET_KEEP_ALIVE_MS', 15_000),
  };
}

function readGuards(env: Environment, { requestTimeoutMs }: RouterLimits): GuardSettings {
  const between = (name: string, fallback: number, [min, max]: readonly [number, number]) =>
    wholeNumber(env, name, { fallback, min, max });
  return {
    budgets: {
      // A domain gives up its database, and orders a domain that it asks itself, after 5 s: what it then says is better known than
      // that it is late, and orders has the rest of a cart to answer.
      read: readBudgets(env, 'READ_BUDGETS_MS', '6000,orders=8000'),
      enrichment: readBudgets(env, 'ENRICHMENT_BUDGETS_MS', '6000,analytics=300'),
      requestMs: requestTimeoutMs,
    },
    circuit: {
      failurePercent: between('CIRCUIT_FAILURE_PERCENT', 50, [1, 99]),
      minimumCalls: between('CIRCUIT_MINIMUM_CALLS', 10, [1, 100_000]),
      windowMs: between('CIRCUIT_WINDOW_MS', 10_000, [1_000, 10 * MINUTE_MS]),
      openMs: between('CIRCUIT_OPEN_MS', 2_000, [1, 10 * MINUTE_MS]),
    },
  };
}

/** What is not named has the budget that is given without a name, or its default. */
function readBudgets(env: Environment, name: string, fallback: string): DomainBudgets {
  const named: Record<string, number> = {};
  let others: number | undefined;
  for (const part of [...listed(fallback), ...listed(env[name] ?? '')]) {
    const [, subgraph, text] = /^(?:([\w-]{1,60})=)?([1-9]\d{0,4})$/.exec(part) ?? [];
    if (text === undefined)
      throw invalid(name, `${fallback}: milliseconds from 1 to 99999, also by domain, with commas`, part);
    if (subgraph) named[subgraph] = Number(text);
    else others = Number(text);
  }
  return { named, others: others! };
}

/** Nobody holds all sockets of a process alone, however few they are: by default a quarter of them at most. */
function readSocketCeilings(positive: (name: string, fallback: number) => number): RouterLimits['sockets'] {
  const total = positive('MAX_SOCKETS', 10_000);
  const quarter = Math.max(1, Math.floor(total / 4));
  return {
    total,
    perNetwork: positive('MAX_SOCKETS_PER_ADDRESS', Math.min(200, quarter)),
    perUser: positive('MAX_SOCKETS_PER_USER', Math.min(20, quarter)),
  };
}

function readOrigins(env: Environment, production: boolean): readonly string[] {
  const text = env.CORS_ORIGINS;
  if (text === undefined) return production ? [] : ['*'];
  const origins = listed(text);
  for (const origin of origins) {
    if (origin === '*' && !production) continue;
    if (!isOrigin(origin))
      throw invalid('CORS_ORIGINS', 'origins such as https://shop.example, with commas between', origin);
  }
  return origins;
}

function readHeaderNames(env: Environment): readonly string[] {
  const names = listed(env.CORS_HEADERS ?? '').map((name) => name.toLowerCase());
  const wrong = names.find((name) => !/^[a-z0-9_-]+$/.test(name));
  if (wrong === undefined) return names;
  throw invalid('CORS_HEADERS', 'names of request headers, with commas between', wrong);
}

function listed(text: string): string[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean);
}

function isOrigin(text: string): boolean {
  return URL.canParse(text) && new URL(text).origin === text;
}

function wholeNumber(
  env: Environment,
  name: string,
  range: { fallback: number; min: number; max?: number },
): number {
  const text = env[name];
  if (text === undefined || text === '') return range.fallback;
  const value = Number(text);
  const max = range.max ?? Number.MAX_SAFE_INTEGER;
  if (Number.isInteger(value) && value >= range.min && value <= max) return value;
  throw invalid(
    name,
    `a whole number of ${range.min} or more${range.max ? ` and at most ${range.max}` : ''}`,
    text,
  );
}

function invalid(name: string, expected: string, actual: string): InvalidConfig {
  return new InvalidConfig(`${name} should hold ${expected}, not "${actual}"`);
}
