import { forbidden, unauthenticated } from '@depachika/graphql/errors.ts';
import { type Actor, actorOf } from '@depachika/identity/actor.ts';
import { type Caller, holdsScope } from '@depachika/identity/caller.ts';

/** Stock is staff's business, also when the router was not asked. @returns who is acting */
export function stockKeeper(caller: Caller): Actor {
  if (caller.kind === 'anonymous') throw unauthenticated();
  if (caller.kind !== 'service' && !holdsScope(caller, 'inventory:write')) throw forbidden();
  return actorOf(caller);
}
