import { readFileSync } from 'node:fs';
import { readRouterConfig } from '@depachika/router/config.ts';
import { createStandaloneRouter } from '@depachika/router/standalone-router.ts';
import { personAt, untilStopped } from '@depachika/service/until-stopped.ts';
import { createLogger } from '@depachika/telemetry/logger.ts';
import { defineCommand, runCommand, WrongUse } from '../command.ts';
import { fromEnvironment } from '../values.ts';

export const command = defineCommand({
  name: 'router',
  summary: 'runs the router on any supergraph',
  description: `Runs the router of the shop on a supergraph of yours, until Ctrl-C. Subgraphs are asked at the addresses that
    the supergraph gives them. A supergraph that is written into the file later is served from then on, without a restart; one
    that cannot be served is told in the log, and the one before it stays. Everybody is anonymous, because no token is accepted. The limits are those of the shop, and
    are set by the same variables.`,
  takes: (command) =>
    command
      .option('--supergraph <file>', 'composed SDL, with its join directives')
      .option('--port <number>', 'where it listens; 0 takes a free one', '4000')
      .option('--host <address>', 'default: loopback', '127.0.0.1')
      .option('--log-level <level>', 'what it logs', 'warn'),
  examples: ['npm run router -- --supergraph supergraph.graphql --port 4000'],
  reads: {
    'MAX_…, COST_BUDGET_ANONYMOUS, …': 'limits, as for the shop',
    'PERSISTED_OPERATIONS, PERSISTED_OPERATIONS_FILES':
      'manifests of operations, and whether others are refused',
    ROUTER_EXECUTOR: "own (default), or gateway: Apollo's own executor, to compare the two",
  },
  exitCodes: { 0: 'when it was stopped', 1: 'when it could not be started', 2: 'for wrong use' },
  async run({ options: { supergraph, port, host, logLevel } }) {
    if (!supergraph) throw new WrongUse('--supergraph must name a file with a composed supergraph');
    const supergraphSdl = contentOf(supergraph);
    const config = fromEnvironment((env) => readRouterConfig({ ...env, PORT: port, HOST: host }));
    const logger = createLogger({ service: 'router', pretty: process.stdout.isTTY });
    logger.level = logLevel;
    await untilStopped(personAt(process), async ({ onStop }) => {
      const router = await createStandaloneRouter({
        supergraphSdl,
        supergraphFile: supergraph,
        config,
        logger,
      });
      onStop(() => router.close());
      const { url } = await router.listen();
      process.stdout.write(`The graph is at ${url}. Ctrl-C stops it.\n`);
    });
  },
});

function contentOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new WrongUse(`--supergraph must name a file that can be read: ${(error as Error).message}`);
  }
}

if (import.meta.main) await runCommand(command);
