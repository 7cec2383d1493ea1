import { type Caller, hasSession } from '@depachika/identity/caller.ts';
import { shared } from '@depachika/messages/shared/shared-messages.ts';
import type { Logger } from 'pino';
import { routerError } from '../operation/public-errors.ts';
import { AccessRefused, type AccessTokenVerifier } from './access-token.ts';

/**
 * Verifies a token that a sign-in has just been answered with, as every token is that a client shows: its signature, its time,
 * its session. The one whom it names calls from where the sign-in came from. Throws a public error.
 */
export function signedInCaller(options: {
  readonly accessTokens: AccessTokenVerifier;
  readonly logger: Logger;
}): (token: string, before: Caller) => Promise<Caller> {
  return async (token, before) => {
    try {
      const { caller } = await options.accessTokens.verify(`Bearer ${token}`);
      if (!hasSession(caller) || before.kind === 'service' || before.network === undefined) return caller;
      return { ...caller, network: before.network };
    } catch (error) {
      options.logger.error({ err: error }, 'A sign-in was answered with a token that cannot be believed');
      throw error instanceof AccessRefused ? routerError(error.code, shared.token[error.code]) : error;
    }
  };
}
