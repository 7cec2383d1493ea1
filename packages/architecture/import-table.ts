import { packages, type Row } from './tables/row.ts';
import { TOOLS } from './tables/tools.ts';

/**
 * Who may import whom. What no row allows, is refused; types count as much as values. A part may always import itself.
 * Files are put into parts by `parts.ts`, by their path and name alone.
 */

/** From the ground up: a package imports only packages of the lines above its own. */
export const PACKAGE_LAYERS: readonly (readonly string[])[] = [
  ['clock', 'fault-injection', 'ids', 'messages', 'text'],
  ['identity', 'telemetry'],
  ['database', 'object-storage', 'redis'],
  ['background', 'cache', 'pubsub', 'rpc'],
  ['events'],
  ['graphql'],
  ['domain'],
  ['service'],
];

/** Packages that know contracts: what they carry, check or announce is written there. */
const READ_CONTRACTS = ['background', 'database', 'events', 'graphql', 'identity', 'rpc', 'service'];

const LAYERED = packages(...PACKAGE_LAYERS.flat());
const TOOL_NAMES = TOOLS.map(({ part }) => part);
/** What a domain is built with: everything but how its process is run. */
const FOR_DOMAINS = LAYERED.filter((part) => part !== 'packages/service');

/** What the router takes of the packages: nothing that stores or decides for a domain. */
const AT_THE_EDGE = [
  'schema',
  ...packages('cache', 'clock', 'domain', 'graphql', 'identity', 'ids', 'messages', 'pubsub', 'redis'),
  ...packages('telemetry', 'text'),
];
/** Written by `npm run generate`, inside each subgraph. */
const GENERATED = ['subgraph resolver types', 'subgraph Prisma client'];

const PACKAGES: readonly Row[] = PACKAGE_LAYERS.flatMap((names, layer) =>
  names.map((name) => ({
    part: `packages/${name}`,
    imports: [
      ...packages(...PACKAGE_LAYERS.slice(0, layer).flat()),
      ...(READ_CONTRACTS.includes(name) ? ['schema'] : []),
    ],
    because: 'packages stand in layers: an import goes down, and a package knows no service',
  })),
);

/** Only within one domain: subgraphs meet through SDL, RPC and events. */
const SUBGRAPH: readonly Row[] = [
  {
    part: 'subgraph main',
    imports: ['subgraph boundary', 'subgraph config', 'packages/service', 'schema'],
    because: 'main.ts gives its service what it needs and runs it',
  },
  {
    part: 'subgraph boundary',
    imports: [
      ...['subgraph edge', 'subgraph graphql', 'subgraph use case', 'subgraph store', 'subgraph rule'],
      ...['subgraph config', 'subgraph Prisma client', ...FOR_DOMAINS, 'schema'],
    ],
    because: 'the boundary puts its own domain together; how it is run, only main.ts knows',
  },
  {
    part: 'subgraph edge',
    imports: ['subgraph use case', 'subgraph store', 'subgraph rule', ...FOR_DOMAINS, 'schema'],
    types: ['subgraph config'],
    because: 'an edge calls use cases, stores and rules of its own domain',
  },
  {
    part: 'subgraph graphql',
    imports: [
      ...['subgraph use case', 'subgraph store', 'subgraph rule', 'subgraph resolver types', 'schema'],
      ...packages('clock', 'domain', 'graphql', 'identity', 'ids', 'messages', 'text'),
    ],
    types: ['packages/pubsub'],
    because: 'a resolver reads the caller, calls one function and shapes the result: no database, no Prisma',
  },
  {
    part: 'subgraph use case',
    imports: [
      'subgraph store',
      'subgraph rule',
      ...FOR_DOMAINS.filter((part) => part !== 'packages/graphql'),
      'schema',
    ],
    types: ['subgraph config'],
    because: 'a use case calls stores and rules; edges call it',
  },
  {
    part: 'subgraph store',
    imports: [
      ...['subgraph rule', 'subgraph Prisma client', 'schema'],
      ...packages('cache', 'clock', 'database', 'events', 'identity', 'ids', 'messages', 'pubsub'),
      ...packages('telemetry', 'text'),
      ...packages('background/due-rows.ts', 'domain/problems.ts', 'graphql/connection.ts'),
    ],
    because: 'a store keeps what rules decide: it knows neither use cases nor edges',
  },
  {
    part: 'subgraph rule',
    imports: [
      ...packages('clock/jst.ts', 'domain/problems.ts', 'identity/caller.ts', 'ids', 'messages', 'text'),
      ...['schema/generated/events.ts', 'schema/rest/input-limits.ts', 'schema/paths.ts'],
    ],
    types: ['packages/events', 'schema', 'subgraph Prisma client'],
    because: 'a rule is pure: state and facts in, decision out; it imports rules and types',
  },
  {
    part: 'subgraph config',
    imports: ['packages/domain/settings.ts'],
    types: ['packages/object-storage', 'packages/service'],
    because: 'a configuration holds what the environment says, and nothing else',
  },
];

/** The router's rooms, from the socket inwards: each knows those behind it. */
const ROUTER: readonly Row[] = [
  {
    part: 'router main',
    imports: [
      ...['router boundary', 'router config', 'router/admission', 'router/execution', 'router/http'],
      ...['router/subgraphs', 'schema'],
      ...packages('clock', 'identity', 'redis', 'rpc', 'service', 'telemetry'),
    ],
    because: 'main.ts gives the router what it needs and runs it; subgraphs are addresses to it',
  },
  {
    part: 'router boundary',
    imports: [
      ...['router config', 'router/http', 'router/rest', 'router/streams', 'router/websocket'],
      ...['router/lasting', 'router/admission', 'router/operation', 'router/execution'],
      ...['router/graph', 'router/subgraphs'],
      ...AT_THE_EDGE,
    ],
    because: 'the boundary puts the rooms together; how it is run, only main.ts knows',
  },
  {
    part: 'router config',
    imports: ['schema'],
    types: ['packages/service'],
    because: 'a configuration holds what the environment says, and nothing else',
  },
  ...['http', 'streams', 'websocket'].map((room) => ({
    part: `router/${room}`,
    imports: [
      ...['router/lasting', 'router/admission', 'router/operation', 'router/execution', 'router/subgraphs'],
      ...AT_THE_EDGE,
    ],
    types: ['router config'],
    because: 'a protocol hands over what arrives, and knows no other protocol',
  })),
  {
    part: 'router/rest',
    imports: [
      ...['router/http', 'router/lasting', 'router/admission', 'router/operation', 'router/execution'],
      ...AT_THE_EDGE,
    ],
    types: ['router config'],
    because: 'REST is HTTP with a table: it arrives and is refused as by HTTP, and runs as what lasts',
  },
  {
    part: 'router/lasting',
    imports: ['router/admission', 'router/operation', 'router/execution', ...AT_THE_EDGE],
    types: ['router config'],
    because: 'what holds for each connection that lasts is written once, and knows no protocol',
  },
  {
    part: 'router/admission',
    imports: ['router/operation', ...AT_THE_EDGE],
    types: ['router config'],
    because: 'who may come in is decided before anything is executed, whatever the protocol',
  },
  {
    part: 'router/graph',
    imports: ['router/operation', 'router/execution', 'router/subgraphs', ...AT_THE_EDGE],
    types: ['router config'],
    because: 'which graph is served is decided without knowing who asks',
  },
  {
    part: 'router/execution',
    imports: ['router/operation', 'router/subgraphs', ...AT_THE_EDGE],
    types: ['router config'],
    because: 'execution asks subgraphs and knows no protocol',
  },
  {
    part: 'router/operation',
    imports: AT_THE_EDGE,
    types: ['router config'],
    because: 'an operation is read and measured without knowing who asks or who answers',
  },
  {
    part: 'router/subgraphs',
    imports: ['router/operation', ...AT_THE_EDGE],
    types: ['router config'],
    because: 'a subgraph is a transport: it knows what is asked and not who asks',
  },
];

/** What a process puts together: boundaries, their settings, and how the router reaches everybody else. */
const BOUNDARIES = [
  ...['router boundary', 'router config', 'router/admission', 'router/execution', 'router/subgraphs'],
  ...['subgraph boundary', 'subgraph config'],
];
const SUBGRAPH_PARTS = SUBGRAPH.map(({ part }) => part);
const ROUTER_PARTS = ROUTER.map(({ part }) => part);

/** The shop's pages, from the server that answers for them to what browsers are given. */
const WEB: readonly Row[] = [
  {
    part: 'web',
    imports: [],
    because: 'how pages are built says nothing of what is on them',
  },
  {
    part: 'web main',
    imports: ['web config', 'web/server', 'schema', ...packages('identity', 'service', 'telemetry')],
    because: 'main.ts gives the pages what they need and runs them; routers are addresses to it',
  },
  {
    part: 'web config',
    imports: ['packages/service/config.ts', 'schema'],
    because: 'a configuration holds what the environment says, and nothing else',
  },
  {
    part: 'web/server',
    imports: ['web/app', 'web/generated', ...AT_THE_EDGE],
    because: 'who answers for pages asks the graph as a client, and keeps sessions',
  },
  {
    part: 'web/app',
    imports: ['web/generated'],
    because: 'pages are clients of the graph: of the shop they know its operations',
  },
  {
    part: 'web/graphiql',
    imports: ['schema/demo-accounts.ts'],
    because: 'the explorer works with any graph, and knows who can sign in to the demo',
  },
];
const WEB_PARTS = WEB.map(({ part }) => part);

const PROJECT: readonly Row[] = [
  {
    part: 'schema',
    imports: [],
    because: 'contracts depend on nothing of ours',
  },
  {
    part: 'start.ts',
    imports: ['demo', 'schema', 'topology/embedded', ...BOUNDARIES, ...LAYERED],
    because: 'start.ts puts boundaries together, and looks behind none',
  },
  {
    part: 'topology',
    imports: [],
    because: 'how the shop is started is read from package.json',
  },
  {
    part: 'topology/embedded',
    imports: [
      'demo',
      'router/http/routes/pages-elsewhere.ts',
      'schema',
      'web/server',
      ...BOUNDARIES,
      ...LAYERED,
    ],
    because: 'one process is made of boundaries; start.ts alone imports every one of them',
  },
  {
    part: 'topology/development',
    imports: [
      'packages/codegen',
      'packages/local-servers/free-ports.ts',
      'router config',
      'schema',
      'topology/embedded',
      'web/server',
      ...LAYERED,
    ],
    because: 'a shop that is edited is a process of its own: what it is made of is read anew',
  },
  {
    part: 'topology/distributed',
    imports: ['demo', 'packages/local-servers', 'schema', 'topology/embedded', ...LAYERED],
    because: 'services of other processes are addresses and files, never imports',
  },
  {
    part: 'demo',
    imports: ['schema', 'subgraph rule', 'subgraph store', 'subgraph use case', ...LAYERED],
    because: 'demo data is written by the rules and stores of its domains, not through their edges',
  },
  {
    part: 'commands',
    imports: [
      ...['bench', 'demo', 'router boundary', 'router config', 'schema'],
      ...['topology', 'topology/development', 'topology/distributed', 'topology/embedded'],
      ...['subgraph config', 'subgraph edge', 'subgraph rule', 'subgraph store', 'subgraph use case'],
      ...LAYERED,
      ...TOOL_NAMES,
    ],
    because: 'a command calls what it needs and starts no service itself',
  },
  {
    part: 'deploy',
    imports: [
      ...['commands/operate/certificates.ts', 'commands/operate/prepare-distributed.ts'],
      ...['schema', 'topology/distributed'],
    ],
    because: 'an image chooses which process it is, or the job that prepares for them',
  },
  {
    part: 'bench',
    imports: [
      'demo',
      ...packages(
        'local-servers/browser/chromium.ts',
        'local-servers/config.ts',
        'local-servers/free-ports.ts',
      ),
      ...['router boundary', 'router config', 'router/admission', 'router/subgraphs', 'schema'],
      ...['subgraph config', 'subgraph rule', 'subgraph store', 'subgraph use case'],
      'topology/start-arguments.ts',
      ...LAYERED,
    ],
    because: 'a measurement runs the shop as people do, or one part of it alone',
  },
  { part: 'bootstrap.mjs', imports: [], because: 'it runs before anything is installed' },
  { part: 'vitest.config.ts', imports: [], because: 'it says how tests run, and knows none' },
];

/** Tests reach further than what they test: they build it a world. Nothing that runs imports a test. */
const TESTS: readonly Row[] = [
  {
    part: 'test of a package',
    imports: ['schema', ...LAYERED, ...TOOL_NAMES],
    because: 'a package is tested without any service',
  },
  {
    part: 'test of a contract',
    imports: ['schema', ...LAYERED],
    because: 'a contract is tested without those who keep it',
  },
  {
    part: 'test of a subgraph',
    imports: [
      ...['demo', 'schema', 'test of a contract', 'test of a package'],
      ...[...SUBGRAPH_PARTS, ...GENERATED, ...LAYERED],
    ],
    because: 'a domain is tested without the router and without a topology',
  },
  {
    part: 'test of the router',
    imports: ['schema', 'test of a package', ...ROUTER_PARTS, ...LAYERED],
    because: 'the router is tested over a toy shop, without any domain',
  },
  {
    part: 'test of the web',
    imports: ['schema', 'test of a package', 'web/generated', ...WEB_PARTS, ...LAYERED],
    because: 'pages are tested over a graph that answers as it is told',
  },
  {
    part: 'test',
    imports: [
      ...['commands', 'demo', 'deploy', 'router boundary', 'router config', 'router/admission'],
      ...['router/subgraphs', 'schema', 'test of a package', 'test of a subgraph', 'test of the router'],
      ...['topology', 'topology/development', 'topology/distributed', 'topology/embedded', 'web config'],
      ...SUBGRAPH_PARTS,
      ...LAYERED,
      ...TOOL_NAMES,
    ],
    because: 'tests of the whole shop are in e2e',
  },
  {
    part: 'e2e',
    imports: [
      'demo',
      'schema',
      'test of a package',
      'topology/distributed/database-roles.ts',
      'topology/start-arguments.ts',
      ...LAYERED,
      ...TOOL_NAMES,
    ],
    because: 'the whole shop is tested from outside, as it is started',
  },
];

export const IMPORT_TABLE: readonly Row[] = [
  ...PACKAGES,
  ...TOOLS,
  ...SUBGRAPH,
  ...ROUTER,
  ...WEB,
  ...PROJECT,
  ...TESTS,
];
