import { fileURLToPath } from 'node:url';
import type { Cache } from '@depachika/cache/cache.ts';
import type { Clock } from '@depachika/clock/clock.ts';
import type { IdentitySigner, IdentityVerifier } from '@depachika/identity/identity-token.ts';
import type { PubSub } from '@depachika/pubsub/pubsub.ts';
import { SESSION_REVOKED } from '@depachika/schema/channels.ts';
import { GRAPHQL_PATH } from '@depachika/schema/paths.ts';
import type { RestApi } from '@depachika/schema/rest/rest-api.ts';
import { ROUTER_SERVICE } from '@depachika/schema/services.ts';
import { measureHttp } from '@depachika/telemetry/http-metrics.ts';
import { METRICS } from '@depachika/telemetry/metric-list.ts';
import { createMetrics, type Metrics } from '@depachika/telemetry/metrics.ts';
import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import type { AccessTokenVerifier } from './admission/access-token.ts';
import { createAdmission } from './admission/admission.ts';
import { admittedTexts } from './admission/persisted/admitted-texts.ts';
import type { ListedOperation } from './admission/persisted/operation-list.ts';
import type { RememberedTexts } from './admission/persisted/remembered-texts.ts';
import {
  memoryRateLimitStore,
  type RateLimiter,
  type RateLimitStore,
  rateLimiter,
} from './admission/rate-limit.ts';
import type { OpenSessions } from './admission/session-check.ts';
import { signedInCaller } from './admission/signed-in-caller.ts';
import type { RouterConfig } from './config.ts';
import {
  createKeptAnswers,
  KEPT_COUNTS,
  type KeptAnswers,
  type KeptAnswersOptions,
} from './execution/kept/kept-answers.ts';
import { type ReadChoice, readChoice } from './execution/read-choice.ts';
import { requestScopes } from './execution/request-scope.ts';
import { signInScopes } from './execution/sign-ins/sign-in-scopes.ts';
import { memoryWriteMarks, type WriteMarks } from './execution/write-marks.ts';
import { createServedGraph, type Subgraphs } from './graph/served-graph.ts';
import { servedGraphs } from './graph/served-graphs.ts';
import { followSupergraphFile } from './graph/supergraph-file.ts';
import type { FileStore } from './http/files/file-store.ts';
import { FILES } from './http/files/form-limits.ts';
import { createGraphqlServer } from './http/graphql-server.ts';
import { createHttpServer } from './http/http-server.ts';
import { listen } from './http/listen.ts';
import { plainRoad } from './http/plain-road.ts';
import { addChallengeRoutes, type ChallengeHandler } from './http/routes/challenge-routes.ts';
import { addExplorerRoutes } from './http/routes/explorer-routes.ts';
import { addGraphqlRoute, type GraphqlRouteOptions } from './http/routes/graphql-route.ts';
import { addHealthRoutes } from './http/routes/health-routes.ts';
import { addPageRoutes, type PageHandler } from './http/routes/page-routes.ts';
import { addUploadRoutes, type UploadHandler } from './http/routes/upload-routes.ts';
import { addWebhookRoutes, type WebhookHandler } from './http/routes/webhook-routes.ts';
import { visitorAddress } from './http/visitor-address.ts';
import { lastingOperations } from './lasting/lasting-operations.ts';
import { socketPlaces } from './lasting/socket-places.ts';
import { addRestRoutes } from './rest/rest-routes.ts';
import { createGraphqlStreams } from './streams/graphql-streams.ts';
import { CIRCUIT_STATES } from './subgraphs/away/circuit.ts';
import { connectedSubgraphs } from './subgraphs/connected-subgraphs.ts';
import { type SubgraphCircuit, type SubgraphState, subgraphHealth } from './subgraphs/subgraph-health.ts';
import { clientAddress } from './websocket/client-address.ts';
import type { SocketPages } from './websocket/socket-pages.ts';
import { createGraphqlWebsockets } from './websocket/websocket-server.ts';

export interface RouterOptions {
  /** The composed graph, with its security directives. */
  readonly supergraphSdl: string;
  /** By the name that the supergraph gives each. The router closes them. */
  readonly subgraphs: Subgraphs;
  /** Where the graph was read from: what is written there later is served in its place. Without one, the graph stays as it is. */
  readonly supergraphFile?: string;
  /** How the subgraphs of a graph that is served later are asked; default: as before. */
  readonly subgraphsOf?: (supergraphSdl: string) => Subgraphs;
  readonly identitySigner: IdentitySigner;
  readonly accessTokens: AccessTokenVerifier;
  /** The subgraph that issues access tokens: below its sign-ins, who was signed in asks. Without one, nobody signs in. */
  readonly tokenIssuer?: string;
  readonly config: RouterConfig;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Asked about the sessions of open sockets, again and again. */
  readonly openSessions: OpenSessions;
  /** Default: counted for nobody. */
  readonly metrics?: Metrics;
  /** Carries {@link SESSION_REVOKED}, at which the sockets of a session are closed. */
  readonly pubSub?: PubSub;
  /** Default: counted in this process. */
  readonly rateLimitStore?: RateLimitStore;
  /** What routers share of public answers. Without it each keeps its own. */
  readonly sharedAnswers?: Cache | undefined;
  /** True when domains run in other processes: what they change may be told late. Default false. */
  readonly changesMayBeLost?: boolean;
  /** The operations that clients may ask for by id; those of `PERSISTED_OPERATIONS_FILES` come beside. Default: none. */
  readonly listedOperations?: readonly ListedOperation[];
  /** Texts that clients have sent once, by their hashes. Default: remembered in this process. */
  readonly rememberedTexts?: RememberedTexts;
  /** Remembers who has just written, for read replicas and public answers. Default: in this process. */
  readonly writeMarks?: WriteMarks;
  /** Without one, `/webhooks/*` does not exist. */
  readonly webhooks?: WebhookHandler;
  /** Without one, `/sandbox/challenges/*` does not exist. */
  readonly challenges?: ChallengeHandler;
  /** Without one, `/uploads/*` does not exist. */
  readonly uploads?: UploadHandler;
  /** Keeps the files that come with operations. Without one, operations bring none. */
  readonly files?: FileStore;
  /** What is answered over REST. Without it `/v1` does not exist. */
  readonly rest?: RestApi;
  /** Further public routes beside the graph, such as pictures. */
  readonly routes?: (http: FastifyInstance) => void;
  /** What answers every other address. Without it they do not exist. */
  readonly pages?: (http: FastifyInstance) => Promise<PageHandler & SocketPages>;
  /** Verifies other services. Of them, what renders pages is believed whom it asks for. */
  readonly services?: IdentityVerifier;
}

export interface Router {
  /** Throws `PortInUse` when another process listens there. @param at.port 0 picks a free one */
  listen(at?: { host?: string; port?: number }): Promise<{ url: string; port: number }>;
  /** Sockets and shared upstreams that are open now. */
  load(): { connections: number; upstreams: number };
  /** Streams that are open now. */
  streams(): number;
  /** Which subgraphs answer now. */
  health(): Promise<readonly SubgraphState[]>;
  close(): Promise<void>;
}

/** The shop's only public endpoint. Throws `SupergraphRefused` for a graph whose security it does not enforce. */
export async function createRouter(given: RouterOptions): Promise<Router> {
  const { config, clock, logger, metrics = createMetrics({ service: ROUTER_SERVICE }) } = given;
  const { limits, production } = config;
  const options = { ...given, metrics };
  const parts = composeParts(options);
  const { admission, graphs, limitRate, openScope, connected, answers, replaceGraph } = parts;
  const { executor, subscriptions } = graphs;
  const operations = lastingOperations({ admission, executor, subscriptions, openScope, logger });
  const places = socketPlaces(limits.sockets);
  const { openSessions } = options;
  const lasting = { operations, places, openSessions, limits, clock, logger, metrics };
  const app = await createHttpServer({ config, logger });
  measureHttp(app, metrics);
  const graphql = createGraphqlServer({ ...parts, executor, files: options.files, config, logger });
  const streams = createGraphqlStreams(lasting);
  const routed = routeSettings(options, parts);
  const { addressOf } = routed;
  addGraphqlRoute(app, { ...routed, graphql, streams, admission, logger, metrics });
  const { rest: api } = options;
  const told = { admission, addressOf, answers, config, clock, logger, metrics };
  if (api) await addRestRoutes(app, { api, graphs, operations, streams, ...told });
  const websockets = createGraphqlWebsockets({
    ...lasting,
    path: GRAPHQL_PATH,
    admission,
    addressOf: (request) => clientAddress(request, config.trustedProxies),
  });
  const stopListening = options.pubSub?.subscribe(SESSION_REVOKED, (sessionId) => {
    websockets.closeSession(sessionId);
    streams.closeSession(sessionId);
  });

  let closing: Promise<void> | undefined;
  const subgraphs = () => graphs.all()[0]!.subgraphs;
  const health = subgraphHealth({ subgraphs, logger });
  const circuits = () => connected.circuitsOf(subgraphs());
  addHealthRoutes(app, { health, circuits, isClosing: () => closing !== undefined });
  if (!production) addExplorerRoutes(app, EXPLORER_FOLDER);
  await addProviderRoutes(app, { ...options, limitRate, maxBytes: limits.webhookBytes });
  options.routes?.(app);
  const pages = await options.pages?.(app);
  if (pages) await addPageRoutes(app, pages);
  websockets.attach(app.server, pages);
  const load = () => ({ connections: websockets.connections(), upstreams: subscriptions.upstreams() });
  addGauges(metrics, { answers, load, streams: streams.count, circuits, health: () => health.look() });
  await graphql.start();
  const stopFollowing = followFile({ ...options, serve: replaceGraph });

  return {
    listen: (at = {}) => listen(app, { host: at.host ?? config.host, port: at.port ?? config.port }),
    health: () => health.look(),
    load,
    streams: streams.count,
    close() {
      closing ??= closeAll();
      return closing;
    },
  };

  /** New work ends first, then sockets and streams, then requests in hand. Subgraphs go last because the rest needs them. */
  async function closeAll(): Promise<void> {
    stopFollowing?.();
    stopListening?.();
    await Promise.all([websockets.close(), streams.close()]);
    await app.close();
    await graphql.stop();
    await answers?.close();
    await connected.closeBut([]);
  }
}

/** What the route of the graph needs beside what transports share. */
function routeSettings(
  { config, clock, files, services }: RouterOptions,
  { answers, admission, graphs, openScope }: ReturnType<typeof composeParts>,
): Pick<GraphqlRouteOptions, 'addressOf' | 'plain' | 'forms' | 'answerBytes'> {
  const { answerBytes, bodyBytes } = config.limits;
  return {
    addressOf: visitorAddress(services),
    plain: plainRoad({ answers, executor: graphs.executor, admission, openScope, config, clock }),
    forms: files && { ...FILES, operationBytes: bodyBytes },
    answerBytes,
  };
}

function followFile({
  supergraphFile: file,
  ...options
}: RouterOptions & { readonly metrics: Metrics; readonly serve: (sdl: string) => void }) {
  return file === undefined ? undefined : followSupergraphFile({ ...options, file });
}

function addAnswerCounts(metrics: Metrics, answers: KeptAnswers): void {
  metrics.counter({
    ...METRICS.keptAnswers,
    read: () => KEPT_COUNTS.map((result) => ({ labels: { result }, value: answers.counts()[result] })),
  });
}

/** A subgraph's answer to whether it is there is good for so long. */
const HEALTH_KEPT_MS = 5_000;

function addGauges(
  metrics: Metrics,
  {
    answers,
    load,
    streams,
    health,
    circuits,
  }: Pick<Router, 'load' | 'streams' | 'health'> & {
    readonly circuits: () => readonly SubgraphCircuit[];
    readonly answers: KeptAnswers | undefined;
  },
): void {
  if (answers) addAnswerCounts(metrics, answers);
  metrics.gauge({
    ...METRICS.subgraphCircuit,
    read: () =>
      circuits().flatMap(({ name, state }) =>
        CIRCUIT_STATES.map((each) => ({
          labels: { subgraph: name, state: each },
          value: Number(each === state),
        })),
      ),
  });
  metrics.gauge({
    ...METRICS.subgraphUp,
    keptMs: HEALTH_KEPT_MS,
    read: async () =>
      (await health()).map(({ name, answers }) => ({ labels: { subgraph: name }, value: Number(answers) })),
  });
  metrics.gauge({ ...METRICS.sockets, read: () => [{ labels: {}, value: load().connections }] });
  metrics.gauge({ ...METRICS.streams, read: () => [{ labels: {}, value: streams() }] });
  metrics.gauge({ ...METRICS.upstreams, read: () => [{ labels: {}, value: load().upstreams }] });
}

/** What the payment provider, card holders and whoever uploads a picture reach; these routes are as public as the graph. */
async function addProviderRoutes(
  app: FastifyInstance,
  options: Pick<RouterOptions, 'webhooks' | 'challenges' | 'uploads'> & {
    readonly limitRate: RateLimiter;
    readonly maxBytes: number;
  },
): Promise<void> {
  const { webhooks, challenges, uploads, limitRate, maxBytes } = options;
  if (webhooks) await addWebhookRoutes(app, { handler: webhooks, limitRate, maxBytes });
  if (challenges) await addChallengeRoutes(app, { handler: challenges, limitRate });
  if (uploads) await addUploadRoutes(app, { handler: uploads, limitRate });
}

const EXPLORER_FOLDER = fileURLToPath(new URL('../web/graphiql/generated', import.meta.url));

function keptAnswers(
  { config, pubSub, sharedAnswers, changesMayBeLost = false, clock }: RouterOptions,
  { executor, openScope, reads }: Pick<KeptAnswersOptions, 'executor' | 'openScope'> & { reads: ReadChoice },
): KeptAnswers {
  return createKeptAnswers({
    executor,
    openScope,
    hasJustWritten: reads.hasJustWritten,
    pubSub,
    shared: sharedAnswers,
    changesMayBeLost,
    maxBytes: config.answers.bytes,
    answerBytes: config.limits.answerBytes,
    clock,
  });
}

/** Undefined where nobody is ever answered with what was read before. */
function choiceOfReads({ config, writeMarks, clock }: RouterOptions): ReadChoice | undefined {
  const { readReplicas: replicas, answers } = config;
  const marks = writeMarks ?? memoryWriteMarks({ clock });
  return replicas || answers.kept ? readChoice({ marks, clock, replicas }) : undefined;
}

/** Makes what every transport shares: the graphs, one admission, one execution. */
function composeParts(options: RouterOptions & { readonly metrics: Metrics }) {
  const { config, clock, logger, metrics } = options;
  const { limits, production } = config;
  const rateLimitStore = options.rateLimitStore ?? memoryRateLimitStore({ clock });
  const limitRate = rateLimiter({
    store: rateLimitStore,
    requests: limits.requestsPerWindow,
    windowMs: limits.rateWindowMs,
    logger,
  });
  const reads = choiceOfReads(options);
  const signer = options.identitySigner;
  const openScope = requestScopes({
    signer,
    clock,
    timeoutMs: limits.requestTimeoutMs,
    answerBytes: limits.answerBytes,
  });
  const signIns = options.tokenIssuer
    ? signInScopes({ issuer: options.tokenIssuer, callerOf: signedInCaller(options), signer, reads })
    : undefined;
  const connected = connectedSubgraphs({ guards: config.guards, metrics, logger });
  const graphOf = (supergraphSdl: string, subgraphs: Subgraphs) =>
    createServedGraph(supergraphSdl, connected.connect(subgraphs), {
      config,
      costBudgets: limits.costBudgets,
      production,
      openScope,
      tokenIssuer: options.tokenIssuer,
      signIns,
      reads,
      clock,
      logger,
    });
  const graphs = servedGraphs(graphOf(options.supergraphSdl, options.subgraphs), {
    clock,
    requestTimeoutMs: limits.requestTimeoutMs,
    letGo: () => void closeUnused(),
  });
  const admission = createAdmission({
    accessTokens: options.accessTokens,
    operations: graphs.operations,
    limitRate,
    limits,
    production,
    ...admittedTexts({ ...options, rateLimitStore }),
  });
  const answers =
    reads && config.answers.kept
      ? keptAnswers(options, { executor: graphs.executor, openScope, reads })
      : undefined;
  return { admission, graphs, limitRate, openScope, connected, answers, replaceGraph };

  function replaceGraph(supergraphSdl: string): void {
    try {
      graphs.replace(graphOf(supergraphSdl, options.subgraphsOf?.(supergraphSdl) ?? options.subgraphs));
    } catch (error) {
      void closeUnused();
      throw error;
    }
  }

  async function closeUnused(): Promise<void> {
    try {
      await connected.closeBut(graphs.all().map(({ subgraphs }) => subgraphs));
    } catch (error) {
      logger.warn({ err: error }, 'A way to a subgraph that nobody asks any more could not be closed');
    }
  }
}
