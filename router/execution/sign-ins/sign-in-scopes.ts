import type { Caller } from '@depachika/identity/caller.ts';
import type { IdentitySigner } from '@depachika/identity/identity-token.ts';
import type { ReadChoice } from '../read-choice.ts';
import type { RequestScope } from '../request-scope.ts';
import { followSignIns, type SignIns } from './signed-in.ts';

/** Opens scopes for those whom operations sign in. */
export interface SignInScopes {
  /** @param key of tokens in the operation's answers @returns undefined when it signs nobody in */
  follow(key: string | undefined, scope: RequestScope): SignIns | undefined;
}

export interface SignInScopesOptions {
  /** The subgraph that issues access tokens. */
  readonly issuer: string;
  /** Verifies a token of the issuer. @param before who asked for the sign-in; rejects with a public error */
  readonly callerOf: (token: string, before: Caller) => Promise<Caller>;
  readonly signer: IdentitySigner;
  readonly reads?: ReadChoice | undefined;
}

/** Who was signed in has also written: what they read next, on whichever router, is to show it. */
export function signInScopes({ issuer, callerOf, signer, reads }: SignInScopesOptions): SignInScopes {
  return {
    follow(key, scope) {
      if (key === undefined) return undefined;
      return followSignIns({
        issuer,
        key,
        scopeOf: async (token) => {
          const caller = await callerOf(token, scope.caller);
          await reads?.changed(caller);
          return { ...scope, caller, identityToken: await signer.sign(caller), reads: undefined };
        },
      });
    },
  };
}
