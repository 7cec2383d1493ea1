import { REQUEST_ID_HEADER, STREAM_TOKEN_HEADER } from '@depachika/schema/headers.ts';

/** What pages of allowed origins may send: none of it is read but the token and the request's id. */
export const CORS_HEADERS: readonly string[] = [
  ...['authorization', 'content-type', 'accept', 'cache-control', 'pragma'],
  // Answers that a client keeps by itself, and bodies that it packs.
  ...['if-none-match', 'content-encoding'],
  ...[REQUEST_ID_HEADER, 'x-correlation-id', 'x-requested-with'],
  // REST.
  ...['idempotency-key', 'if-match'],
  // Streams.
  ...[STREAM_TOKEN_HEADER, 'last-event-id'],
  // Apollo's clients, and its Sandbox.
  ...['apollo-require-preflight', 'apollographql-client-name', 'apollographql-client-version'],
  ...['x-apollo-operation-name', 'x-apollo-operation-id', 'x-apollo-operation-type'],
  ...['apollo-federation-include-trace', 'apollo-query-plan-experimental', 'apollo-tracing'],
  // Other clients.
  ...['graphql-client-name', 'graphql-client-version', 'x-graphql-client-name', 'x-graphql-client-version'],
  // Tracers: W3C, B3, Jaeger, Sentry, Datadog, New Relic, Elastic, Azure, AWS, Google, Instana.
  ...['traceparent', 'tracestate', 'baggage', 'b3', 'x-b3-traceid', 'x-b3-spanid', 'x-b3-parentspanid'],
  ...['x-b3-sampled', 'x-b3-flags', 'uber-trace-id', 'sentry-trace', 'newrelic', 'elastic-apm-traceparent'],
  ...['x-datadog-trace-id', 'x-datadog-parent-id', 'x-datadog-origin', 'x-datadog-sampling-priority'],
  ...['x-datadog-tags', 'request-id', 'request-context', 'x-amzn-trace-id', 'x-cloud-trace-context'],
  ...['x-instana-t', 'x-instana-s', 'x-instana-l'],
];
