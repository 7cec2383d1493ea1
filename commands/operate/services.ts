import { Option } from '@commander-js/extra-typings';
import {
  knownServices,
  serverStates,
  startServers,
  stopServers,
} from '@depachika/local-servers/local-servers.ts';
import {
  readServicePlaces,
  SERVICE_NAMES,
  type ServiceName,
  USUAL_SERVICES,
} from '@depachika/local-servers/settings.ts';
import { defineCommand, runCommand } from '../command.ts';
import { fromEnvironment, oneOf, someOf } from '../values.ts';

const VERBS = ['up', 'down', 'status'] as const;

export const command = defineCommand({
  name: 'services',
  summary: 'PostgreSQL, Redis and Kafka on loopback, with or without Docker',
  description: `PostgreSQL with PostGIS, Redis and Kafka on this machine's loopback: by Docker when its engine answers,
    else natively from what is installed, or can be installed by the package manager. They outlive the command. PgBouncer
    in transaction mode, before PostgreSQL, is started by its name alone, and always natively.`,
  takes: (command) =>
    command
      .argument('<up|down|status>', 'what to do', oneOf('The first word', VERBS))
      .addOption(
        new Option('--only <names>', 'postgres, redis, kafka, pgbouncer: these alone, with commas')
          .argParser(someOf('--only', SERVICE_NAMES))
          .default(USUAL_SERVICES as readonly ServiceName[], 'the first three'),
      )
      .option('--env', 'up: print lines for a shell to evaluate, and nothing else')
      .option('--native', 'natively even when a Docker engine answers')
      .option('--clear', 'down: remove the data too'),
  examples: [
    'npm run services -- up --only postgres,redis',
    'npm run services -- up --only pgbouncer',
    'eval "$(npm run --silent services -- up --env)"',
  ],
  reads: {
    POSTGRES_PORT: 'default: 54320',
    REDIS_PORT: 'default: 6390',
    KAFKA_PORT: 'default: 9094; native Kafka also takes the port 100 above',
    PGBOUNCER_PORT: 'default: 6432',
    DATABASE_DIRECT_URL: "the PostgreSQL that PgBouncer stands before (default: this machine's own)",
    SERVICES_DIR: 'data, logs and process records (default: .services)',
  },
  exitCodes: { 0: 'when it is done', 1: 'when it failed, or a service is away', 2: 'for wrong use' },
  async run({ args: [verb], options }) {
    const { env, clear = false, native = false } = options;
    const places = fromEnvironment(readServicePlaces);
    // Without a choice what was started beside the usual ones is meant too.
    const isChosen = verb === 'up' || options.only !== USUAL_SERVICES;
    const only = isChosen ? options.only : knownServices(places);
    const settings = { ...places, only, clear, native };
    if (verb === 'status') return showStates(await serverStates(settings));
    if (verb === 'down') {
      await stopServers(settings, say);
      return 0;
    }
    for (const { variable, value } of await startServers(settings, say))
      console.log(env ? `export ${variable}='${value}'` : `${variable}=${value}`);
    return 0;
  },
});

function showStates(states: Awaited<ReturnType<typeof serverStates>>): 0 | 1 {
  for (const { name, address, away } of states) {
    const state = `${name.padEnd(9)} ${away === undefined ? 'answers' : 'is away'}`;
    console.log(`${state}  ${address.value}${away ? `  (${away})` : ''}`);
  }
  return states.some(({ away }) => away !== undefined) ? 1 : 0;
}

/** Standard output is for addresses alone. */
function say(line: string): void {
  console.error(line);
}

if (import.meta.main) await runCommand(command);
