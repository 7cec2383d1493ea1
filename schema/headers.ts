/** Carries a request's id from the client through the router to every service, and back in the answer. */
export const REQUEST_ID_HEADER = 'x-request-id';

/** The languages that somebody understands, best first; between our services the one that was chosen of ours. */
export const LANGUAGE_HEADER = 'accept-language';

/** Tells a subgraph where it may read, beside the GraphQL body; its only value is `replica`. */
export const READS_HEADER = 'x-depachika-reads';

/** An identity token of the process that asks, where `authorization` is the visitor's: router and pages show each other theirs. */
export const SERVICE_HEADER = 'x-depachika-service';

/** The network address of whom a request is made for; believed only beside {@link SERVICE_HEADER}. */
export const CLIENT_ADDRESS_HEADER = 'x-depachika-client-address';

/** Names the connection of graphql-sse on which an operation runs. */
export const STREAM_TOKEN_HEADER = 'x-graphql-event-stream-token';

/** Of an answer over REST: where parts are null because they are away, as JSON pointers with commas between. */
export const MISSING_PARTS_HEADER = 'x-depachika-missing';
