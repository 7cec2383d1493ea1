/** CloudEvents 1.0, structured JSON. Source: CloudEvents specification 1.0.2, section 3. */
export interface CloudEvent<Data = unknown> {
  readonly specversion: '1.0';
  /** `evt_…`; with `source` unique for ever: consumers remember it. */
  readonly id: string;
  /** `/depachika/<domain>` */
  readonly source: string;
  /** `depachika.<domain>.<Event>.v1` */
  readonly type: string;
  /** The aggregate's id. */
  readonly subject: string;
  /** RFC 3339, UTC. */
  readonly time: string;
  readonly datacontenttype: 'application/json';
  /** Order within a key: the key of all payment and shipment events of one order is that order's id. */
  readonly partitionkey: string;
  /** The aggregate's version after the event; consumers ignore what is older than they know. */
  readonly aggregateversion: number;
  /** Travels from the request that caused the event. */
  readonly requestid?: string;
  readonly data: Data;
}

/** `depachika.<domain>.v1` */
export type Topic = string;

export interface StoredEvent {
  readonly topic: Topic;
  /** Increases within a topic (embedded) or partition (Kafka). Opaque beyond that. */
  readonly position: string;
  readonly event: CloudEvent;
}

export interface Subscription {
  /** Resolves when the batch in hand is finished and its position is saved. */
  close(): Promise<void>;
  /** Events not yet consumed, for metrics and tests. */
  lag(): Promise<number>;
}

export interface SubscribeOptions {
  /** Consumers of one group share the work; each group sees every event. `<service>` or `<service>.<purpose>`. */
  readonly group: string;
  readonly topics: readonly Topic[];
  /** At most this many events in one call; default 100. */
  readonly batchSize?: number;
  /** A batch is acknowledged when this resolves and comes again when it throws. Order holds within a partition key. */
  handle(batch: readonly StoredEvent[]): Promise<void>;
}

/** The durable log that domains publish events to: a table when embedded, Kafka when distributed. */
export interface EventLog {
  /** Resolves when all are durable. The same event published twice may be stored twice: consumers deduplicate. */
  publish(topic: Topic, events: readonly CloudEvent[]): Promise<void>;
  subscribe(options: SubscribeOptions): Promise<Subscription>;
  /** Reads from the beginning, in order, in pages: for rebuilding read models. */
  replay(topics: readonly Topic[]): AsyncIterable<StoredEvent>;
  close(): Promise<void>;
}
