import { deliveryConfig } from '@depachika/delivery/config.ts';
import { inventoryConfig } from '@depachika/inventory/config.ts';
import { notificationsConfig } from '@depachika/notifications/config.ts';
import { ordersConfig } from '@depachika/orders/config.ts';
import { paymentsConfig } from '@depachika/payments/config.ts';
import { productsConfig } from '@depachika/products/config.ts';
import { readRouterConfig } from '@depachika/router/config.ts';
import { usersConfig } from '@depachika/users/config.ts';
import {
  type DistributedShopChoices,
  readDistributedShopConfig,
  readReplicas,
} from '../../topology/distributed/config.ts';
import { startDistributedShop } from '../../topology/distributed/start.ts';
import { defineCommand, runCommand, WrongUse } from '../command.ts';
import { fromEnvironment } from '../values.ts';

export const command = defineCommand({
  name: 'start:distributed',
  summary: 'runs the shop as one process per service over real servers',
  description: `Starts the shop as one process per service over PostgreSQL, Redis and Kafka, and keeps them running until
    Ctrl-C. Without REDIS_URL and KAFKA_BROKERS caches and wake-ups stay in each process, and the event log is a table.
    With none of the three servers named, this machine's own are started, as npm run services -- up does.`,
  takes: (command) =>
    command
      .option('--replicas <counts>', 'more than one process of a service, on further ports', replicasOf)
      .option('--log-level <level>', 'what is shown of every process (default: LOG_LEVEL, or warn)'),
  examples: ['npm run start:distributed -- --replicas orders=2,router=2 --log-level info'],
  reads: {
    DATABASE_URL: 'a role that may create roles',
    DATABASE_READ_URL: 'a streaming replica of it',
    REDIS_URL: 'caches, rate limits and wake-ups',
    KAFKA_BROKERS: 'the event log',
    'PORT, DATA_DIR, DEMO_DATA, SUBGRAPH_PORT_OFFSET': 'as for npm start',
  },
  exitCodes: { 0: 'when it was stopped', 1: 'when it could not be started', 2: 'for wrong use' },
  async run({ options }) {
    const config = fromEnvironment((env) => readDistributedShopConfig(options, env));
    for (const read of READ_BY_PROCESSES) fromEnvironment(read);
    await startDistributedShop(config);
  },
});

/** Settings of each process. A wrong value must not be found by five starts of one of them. */
const READ_BY_PROCESSES: readonly ((env: NodeJS.ProcessEnv) => unknown)[] = [
  readRouterConfig,
  productsConfig,
  usersConfig,
  inventoryConfig,
  deliveryConfig,
  paymentsConfig,
  ordersConfig,
  notificationsConfig,
];

function replicasOf(text: string): NonNullable<DistributedShopChoices['replicas']> {
  const replicas = readReplicas(text);
  if (typeof replicas === 'string') throw new WrongUse(replicas);
  return replicas;
}

if (import.meta.main) await runCommand(command);
