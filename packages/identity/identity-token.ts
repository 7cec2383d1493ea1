import type { Caller } from './caller.ts';

/** Signs who is calling, for subgraphs and RPC. One token per caller, reused while it has 30 s or more to live. */
export interface IdentitySigner {
  sign(caller: Caller): Promise<string>;
}

/** Reads an identity token. Throws `IdentityRefused` when it is absent, forged, expired or for somebody else. */
export interface IdentityVerifier {
  verify(token: string | undefined): Promise<Caller>;
}

export class IdentityRefused extends Error {
  readonly code = 'UNAUTHENTICATED';
}
