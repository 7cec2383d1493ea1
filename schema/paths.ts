/** Where the router answers clients, and each subgraph answers the router. */
export const GRAPHQL_PATH = '/graphql';

/** Where the router answers by streams alone, many operations on one of them included. */
export const GRAPHQL_STREAM_PATH = '/graphql/stream';

/** Where a subgraph carries all subscriptions of a router on one socket. */
export const SUBSCRIPTIONS_PATH = '/subscriptions';

/** The process answers. */
export const LIVE_PATH = '/health/live';

/** The service can do its work; 503 while it cannot. */
export const READY_PATH = '/health/ready';

/** The public keys of access tokens (RFC 7517), at users. They need no identity. */
export const ACCESS_KEYS_PATH = '/.well-known/jwks.json';

/** Below it are the pictures of products; the router passes them on. */
export const IMAGES_PATH = '/images/';

/** Below it whoever was given an address puts the bytes of a picture; the router passes them on to products. */
export const UPLOADS_PATH = '/uploads/';

/** Where a domain keeps a file that came with an operation, for the router alone; it needs the caller's identity. */
export const FILES_PATH = '/files';

/** Below it card holders answer the sandbox's questions (3-D Secure); the router passes them on to payments. */
export const CHALLENGES_PATH = '/sandbox/challenges/';

/** The mails of a shop in development, which leave it for nobody; the router passes it on to notifications, and never in production. */
export const LOCAL_MAIL_PATH = '/dev/mail';

/** Where pages ask for a socket of the graph. The router opens it, once the pages' server has said whose it is. */
export const LIVE_PAGES_PATH = '/live';

/** Operators read metrics there, on ports that are not public. */
export const METRICS_PATH = '/metrics';

/** Below it providers notify payments; the router passes them on, untouched. */
export const WEBHOOKS_PATH = '/webhooks/';

/** Below it the router answers REST. */
export const REST_PATH = '/v1/';

/** Its OpenAPI document. */
export const OPENAPI_PATH = '/v1/openapi.json';

/** The same as a page, for people. */
export const REST_DOCS_PATH = '/v1/docs';
