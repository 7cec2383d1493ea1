import { anonymous, type Caller, hasSession } from '@depachika/identity/caller.ts';
import { shared } from '@depachika/messages/shared/shared-messages.ts';
import type { RouterLimits } from '../config.ts';
import type { PreparedOperation } from '../operation/operations.ts';
import { routerError } from '../operation/public-errors.ts';
import { type Access, AccessRefused } from './access-token.ts';
import { networkOf, type RateLimiter, rateLimited } from './rate-limit.ts';
import { type Refusal, refusalOf } from './refusal.ts';

/** A request of which nothing has been read yet. */
export interface Arrival {
  readonly identity: Identity;
  /** The client's network address. */
  readonly address: string;
  /** Operations that run on the same connection, this one included; absent where each request stands alone. */
  readonly running?: number;
}

/** The owner of the token that was shown, or why the token is not good; the refusal waits until the request is counted. */
export type Identity = Access | AccessRefused;

export function refuseRunningOperations(
  { running = 0 }: Arrival,
  { limits }: { readonly limits: Pick<RouterLimits, 'subscriptionsPerConnection'> },
): Refusal | undefined {
  const most = limits.subscriptionsPerConnection;
  if (running <= most) return undefined;
  const message = `At most ${most} operations run on one socket at a time`;
  return refusalOf(routerError('TOO_MANY_SUBSCRIPTIONS', message, { status: 429 }));
}

/** Counts the person of a good token, and otherwise the address: guesses at tokens are counted as well. */
export async function refuseRate(
  { identity, address }: Arrival,
  { limitRate }: { readonly limitRate: RateLimiter },
): Promise<Refusal | undefined> {
  const caller = identity instanceof AccessRefused ? anonymous : identity.caller;
  const limited = await limitRate({ caller, address });
  return limited && refusalOf(rateLimited(limited));
}

/** Whoever has arrived, with the network that they came from: domains count by it what one household may try. */
export function arrivedFrom(access: Access, address: string): Access {
  const { caller } = access;
  return hasSession(caller) ? { ...access, caller: { ...caller, network: networkOf(address) } } : access;
}

/**
 * Who runs an operation. Somebody unknown who changes something is told by their network, since it is counted who logs in and
 * registers; who only reads is not, so that all of them share one identity, and with it tokens and live streams.
 */
export function callerOf(
  { caller, address }: { readonly caller: Caller; readonly address: string },
  { operation }: Pick<PreparedOperation, 'operation'>,
): Caller {
  const isCounted = caller.kind === 'anonymous' && operation.operation === 'mutation';
  return isCounted ? { kind: 'anonymous', network: networkOf(address) } : caller;
}

export function refuseAccessToken({ identity }: Pick<Arrival, 'identity'>): Refusal | undefined {
  if (!(identity instanceof AccessRefused)) return undefined;
  return refusalOf(routerError(identity.code, shared.token[identity.code], { status: 401 }));
}
