/** Carries a request's id from the client through the router to every service, and back in the answer. */
export const REQUEST_ID_HEADER = 'x-request-id';

/** Tells a subgraph where it may read, beside the GraphQL body; its only value is `replica`. */
export const READS_HEADER = 'x-depachika-reads';
