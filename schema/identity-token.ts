/** Whom identity tokens are for: subgraphs and RPC. An access token of a customer has another audience. */
export const IDENTITY_AUDIENCE = 'depachika-subgraph';
