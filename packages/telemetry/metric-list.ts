/** A series as Prometheus and docs/observability.md know it. Every one has the label `service` beside its own. */
export interface MetricDescription {
  readonly name: `depachika_${string}`;
  readonly type: 'counter' | 'gauge' | 'histogram';
  readonly labels: readonly string[];
  readonly help: string;
}

/** Everything that a process tells of itself, beside what Node.js tells of any process. Each label has few values. */
export const METRICS = {
  keptAnswers: {
    name: 'depachika_kept_answers_total',
    type: 'counter',
    labels: ['result'],
    help: 'Public answers of the router: `hit`, `miss`, `stale` while a domain is away, `bypass` for staff and for who has just written',
  },
  httpDuration: {
    name: 'depachika_http_request_duration_seconds',
    type: 'histogram',
    labels: ['method', 'route', 'status'],
    help: 'HTTP requests by route and status; most failures of GraphQL have status 200, and are told apart in the next one',
  },
  graphqlDuration: {
    name: 'depachika_graphql_duration_seconds',
    type: 'histogram',
    labels: ['operation', 'outcome'],
    help: 'GraphQL operations by name, those that are not of schema/operations as `other`; of a subscription its start',
  },
  graphqlErrors: {
    name: 'depachika_graphql_errors_total',
    type: 'counter',
    labels: ['code'],
    help: 'Answers with this error code, what a limit refused and sockets not let in included; several of one code count once',
  },
  problems: {
    name: 'depachika_problems_total',
    type: 'counter',
    labels: ['type'],
    help: 'Expected problems that mutations answered, such as `InsufficientStock`; their outcome is `ok`',
  },
  rpcDuration: {
    name: 'depachika_rpc_duration_seconds',
    type: 'histogram',
    labels: ['method', 'code'],
    help: 'RPC calls answered, by method and code',
  },
  events: {
    name: 'depachika_events_total',
    type: 'counter',
    labels: ['group', 'type', 'outcome'],
    help: 'Events that consumers handled, each attempt: `handled` or `failed`',
  },
  subscribers: {
    name: 'depachika_subscribers',
    type: 'gauge',
    labels: [],
    help: 'Subscriptions that are open in a subgraph',
  },
  outboxEvents: {
    name: 'depachika_outbox_events',
    type: 'gauge',
    labels: [],
    help: 'Committed events that are not yet in the log',
  },
  outboxAge: {
    name: 'depachika_outbox_oldest_seconds',
    type: 'gauge',
    labels: [],
    help: 'How long the oldest of them has waited; 0 when there is none',
  },
  consumerLag: {
    name: 'depachika_consumer_lag_events',
    type: 'gauge',
    labels: [],
    help: 'Events in the log that this service has not yet handled; absent while it does not listen',
  },
  deadLetters: {
    name: 'depachika_dead_letters',
    type: 'gauge',
    labels: ['group', 'topic'],
    help: 'Events that a consumer gave up, and that nobody has replayed or discarded',
  },
  dueWork: {
    name: 'depachika_due_work',
    type: 'gauge',
    labels: ['job'],
    help: 'Pieces of background work that should be done by now, 1,000 at the most',
  },
  dueWorkAge: {
    name: 'depachika_due_work_oldest_seconds',
    type: 'gauge',
    labels: ['job'],
    help: 'How long the oldest of them has waited; 0 when there is none',
  },
  cacheRequests: {
    name: 'depachika_cache_requests_total',
    type: 'counter',
    labels: ['result'],
    help: 'Keys that were asked of the cache: `hit` or `miss`',
  },
  databaseUp: {
    name: 'depachika_database_up',
    type: 'gauge',
    labels: [],
    help: 'Whether the database answers: 1, or 0, and then what is read from it is absent',
  },
  databaseConnections: {
    name: 'depachika_database_connections',
    type: 'gauge',
    labels: ['state'],
    help: 'Connections that are `busy` or `idle`; `waited_for`: callers for whom none is free and none may be opened',
  },
  certificateEnd: {
    name: 'depachika_certificate_end_timestamp_seconds',
    type: 'gauge',
    labels: [],
    help: 'When the certificate that this service shows to others ends; absent without one',
  },
  ordersOverdue: {
    name: 'depachika_orders_overdue',
    type: 'gauge',
    labels: ['reason'],
    help: 'Orders that are late, by what they wait for',
  },
  undecidedMails: {
    name: 'depachika_undecided_mails',
    type: 'gauge',
    labels: [],
    help: 'Mails that need a decision of staff: nobody knows whether they were sent, or the mail server refused them',
  },
  ordersSagas: {
    name: 'depachika_orders_sagas',
    type: 'gauge',
    labels: ['state'],
    help: 'Attempts to place an order that have not ended, by state',
  },
  subgraphDuration: {
    name: 'depachika_router_subgraph_duration_seconds',
    type: 'histogram',
    labels: ['subgraph', 'outcome'],
    help: 'What the router asked of a subgraph; one that does not answer is a `fault`',
  },
  subgraphUp: {
    name: 'depachika_router_subgraph_up',
    type: 'gauge',
    labels: ['subgraph'],
    help: 'Whether the router reaches a subgraph: 1 or 0; the fields of the others are served meanwhile',
  },
  subgraphCircuit: {
    name: 'depachika_router_subgraph_circuit',
    type: 'gauge',
    labels: ['subgraph', 'state'],
    help: 'Whether the router asks a subgraph (`closed`), does not since it did not answer (`open`), or tries it by one request (`half-open`): 1 for the state that it is in, 0 for the others',
  },
  supergraphChanges: {
    name: 'depachika_router_supergraph_changes_total',
    type: 'counter',
    labels: ['outcome'],
    help: 'Supergraphs that were written into their file while the router ran: `served`, or `refused`',
  },
  supergraphRefused: {
    name: 'depachika_router_supergraph_refused',
    type: 'gauge',
    labels: [],
    help: 'Whether the file holds a supergraph that cannot be served: 1, and then the one before still is; else 0',
  },
  unlistedOperations: {
    name: 'depachika_router_unlisted_operations_total',
    type: 'counter',
    labels: ['outcome'],
    help: 'Operations that are not on the list of persisted ones: `let_in`, or `refused` where the list is enforced',
  },
  sockets: {
    name: 'depachika_router_sockets',
    type: 'gauge',
    labels: [],
    help: 'WebSockets of clients that are open now',
  },
  streams: {
    name: 'depachika_router_streams',
    type: 'gauge',
    labels: [],
    help: 'Answers of Server-Sent Events and of parts, for clients, that are open now',
  },
  socketEnds: {
    name: 'depachika_router_socket_ends_total',
    type: 'counter',
    labels: ['code'],
    help: 'WebSockets that were closed, by the reason that the router gave, else by the status of the close frame',
  },
  subscriptions: {
    name: 'depachika_router_subscriptions',
    type: 'gauge',
    labels: ['operation'],
    help: 'Subscriptions of clients that are open now',
  },
  subscriptionEvents: {
    name: 'depachika_router_subscription_events_total',
    type: 'counter',
    labels: ['operation', 'outcome'],
    help: 'Events that were sent to them',
  },
  subscriptionEnds: {
    name: 'depachika_router_subscription_ends_total',
    type: 'counter',
    labels: ['operation', 'code'],
    help: 'Subscriptions that ended: `COMPLETED`, `UNSUBSCRIBED`, by an error code, or as their socket or stream did',
  },
  upstreams: {
    name: 'depachika_router_upstreams',
    type: 'gauge',
    labels: [],
    help: 'Subscriptions to subgraphs that are open now, each for one or more clients',
  },
} as const satisfies Readonly<Record<string, MetricDescription>>;
