import { randomUUID } from 'node:crypto';
import { connect, Socket } from 'node:net';
import { silent } from '@depachika/testing/silent-logger.ts';
import { type KafkaConnection, kafkaConnection } from '../kafka/kafka-connection.ts';

/** A connection that a test can take away, while the brokers keep what they have. */
export interface CuttableKafka {
  readonly connection: KafkaConnection;
  /** Every socket breaks, and none can be opened. */
  cut(): void;
  /** Sockets stay open and nothing comes through any more, until it is mended. */
  silence(): void;
  mend(): void;
}

export function cuttableKafka(brokers: string): CuttableKafka {
  const sockets = new Set<Socket>();
  let isCut = false;
  const connection = kafkaConnection({
    brokers: brokersFrom(brokers),
    clientId: `trial-${randomUUID()}`,
    logger: silent,
    partitions: 3,
    socketFactory: ({ host, port, onConnect }) => {
      const socket = isCut ? new Socket() : connect({ host, port }, onConnect);
      if (isCut) setImmediate(() => socket.destroy(refused()));
      sockets.add(socket);
      socket.on('close', () => sockets.delete(socket));
      return socket;
    },
  });
  return {
    connection,
    cut() {
      isCut = true;
      for (const socket of sockets) socket.destroy(refused());
    },
    silence() {
      for (const socket of sockets) socket.pause();
    },
    mend() {
      isCut = false;
    },
  };
}

/** The brokers that `TEST_KAFKA_BROKERS` names: `host:port` with commas between. */
export function brokersFrom(text: string): string[] {
  return text.split(',').map((broker) => broker.trim());
}

function refused(): Error {
  return Object.assign(new Error('cut by the test'), { code: 'ECONNREFUSED' });
}
