import { Option } from '@commander-js/extra-typings';
import { serverStates, startServers, stopServers } from '@depachika/local-servers/local-servers.ts';
import { readServicePlaces, SERVICE_NAMES } from '@depachika/local-servers/settings.ts';
import { defineCommand, runCommand } from '../command.ts';
import { fromEnvironment, oneOf, someOf } from '../values.ts';

const VERBS = ['up', 'down', 'status'] as const;

export const command = defineCommand({
  name: 'services',
  summary: 'PostgreSQL, Redis and Kafka on loopback, with or without Docker',
  description: `PostgreSQL with PostGIS, Redis and Kafka on this machine's loopback: by Docker when its engine answers,
    else natively from what is installed, or can be installed by the package manager. They outlive the command.`,
  takes: (command) =>
    command
      .argument('<up|down|status>', 'what to do', oneOf('The first word', VERBS))
      .addOption(
        new Option('--only <names>', 'postgres, redis, kafka: these alone, with commas')
          .argParser(someOf('--only', SERVICE_NAMES))
          .default(SERVICE_NAMES, 'all'),
      )
      .option('--env', 'up: print lines for a shell to evaluate, and nothing else')
      .option('--native', 'natively even when a Docker engine answers')
      .option('--clear', 'down: remove the data too'),
  examples: [
    'npm run services -- up --only postgres,redis',
    'eval "$(npm run --silent services -- up --env)"',
  ],
  reads: {
    POSTGRES_PORT: 'default: 54320',
    REDIS_PORT: 'default: 6390',
    KAFKA_PORT: 'default: 9094; native Kafka also takes the port 100 above',
    SERVICES_DIR: 'data, logs and process records (default: .services)',
  },
  exitCodes: { 0: 'when it is done', 1: 'when it failed, or a service is away', 2: 'for wrong use' },
  async run({ args: [verb], options }) {
    const { env, only, clear = false, native = false } = options;
    const settings = { ...fromEnvironment(readServicePlaces), only, clear, native };
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
