import { forbidden, unauthenticated } from '@depachika/graphql/errors.ts';
import { type Actor, actorOf } from '@depachika/identity/actor.ts';
import { type Caller, holdsScope, isGuest } from '@depachika/identity/caller.ts';
import { shared } from '@depachika/messages/shared/shared-messages.ts';

type Person = Extract<Caller, { kind: 'user' }>;

/** Somebody who is signed in; throws otherwise. */
export function person(caller: Caller): Person {
  if (caller.kind !== 'user') throw unauthenticated();
  return caller;
}

/** The guest who calls, if one does. */
export function guestOf(caller: Caller): string | undefined {
  return caller.kind === 'user' && isGuest(caller) ? caller.userId : undefined;
}

/** Somebody who is signed in to an account, with the network that they call from; throws otherwise. */
export function member(caller: Caller) {
  const { userId, sessionId, network } = person(caller);
  if (isGuest(caller)) throw forbidden(shared.membersOnly);
  return { userId, sessionId, network };
}

/** The user alone: staff neither. */
export function ownerOf(caller: Caller, userId: string): Person {
  if (caller.kind === 'anonymous') throw unauthenticated();
  if (caller.kind !== 'user' || caller.userId !== userId) throw forbidden();
  return caller;
}

/** Whose account somebody is signed in to, if to any. */
export function userIdOf(caller: Caller): string | undefined {
  return caller.kind === 'user' ? caller.userId : undefined;
}

export function networkOf(caller: Caller): string | undefined {
  return caller.kind === 'service' ? undefined : caller.network;
}

/** Who did it is kept, and must be somebody. */
export function administrator(caller: Caller): Person {
  manager(caller);
  if (caller.kind !== 'user') throw forbidden();
  return caller;
}

/** The router checks this too, but a domain's own port may be asked without it. @returns who is acting */
export function manager(caller: Caller): Actor {
  if (caller.kind === 'anonymous') throw unauthenticated();
  if (caller.kind !== 'service' && !holdsScope(caller, 'users:manage')) throw forbidden();
  return actorOf(caller);
}
