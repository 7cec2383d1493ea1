import { createRequire } from 'node:module';
import { type ISocketFactory, Kafka, type KafkaConfig, logLevel } from 'kafkajs';
import type { Logger } from 'pino';

export interface KafkaClientOptions {
  /** `host:port` of one broker or more. */
  readonly brokers: readonly string[];
  /** Shown in the brokers' logs: the service's name. */
  readonly clientId: string;
  readonly logger: Pick<Logger, 'debug'>;
  /** Speaks TLS; default off. */
  readonly tls?: KafkaConfig['ssl'];
  readonly sasl?: KafkaConfig['sasl'];
  /** Opens connections; default: Node's own sockets. */
  readonly socketFactory?: ISocketFactory;
}

/**
 * kafkajs, told to give up within seconds: whoever calls tries again, and says so. Its own log is for debugging only,
 * since it reports each attempt as an error.
 */
export function kafkaClient(options: KafkaClientOptions): Kafka {
  const { brokers, clientId, logger, tls, sasl, socketFactory } = options;
  sparePointlessTimers();
  return new Kafka({
    clientId,
    brokers: [...brokers],
    ssl: tls,
    sasl,
    ...(socketFactory && { socketFactory }),
    connectionTimeout: 3_000,
    requestTimeout: 10_000,
    retry: { retries: 3, initialRetryTime: 100, maxRetryTime: 1_000 },
    logLevel: logLevel.WARN,
    logCreator:
      () =>
      ({ namespace, log }) => {
        const { message, logger: _logger, timestamp: _timestamp, ...details } = log;
        logger.debug({ ...details, part: namespace }, `kafkajs: ${message}`);
      },
  });
}

interface RequestQueue {
  readonly pending: readonly unknown[];
  scheduleCheckPendingRequests(): void;
}

let spared = false;

/**
 * kafkajs 2.2.4 sets a timer after each answer, even when nothing waits to be sent, and then with a delay of minus
 * fifty years: Node 24 warns of it on every user's terminal. Pushing a request sets the timer anyway when it must wait.
 */
function sparePointlessTimers(): void {
  if (spared) return;
  spared = true;
  const require = createRequire(import.meta.url);
  const { prototype } = require('kafkajs/src/network/requestQueue') as { prototype: RequestQueue };
  const schedule = prototype.scheduleCheckPendingRequests;
  prototype.scheduleCheckPendingRequests = function (this: RequestQueue) {
    if (this.pending.length > 0) schedule.call(this);
  };
}
