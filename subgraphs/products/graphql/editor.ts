import { forbidden, unauthenticated } from '@depachika/graphql/errors.ts';
import { type Actor, actorOf } from '@depachika/identity/actor.ts';
import { type Caller, holdsScope } from '@depachika/identity/caller.ts';

/** The catalogue is edited by staff, also when the router was not asked. @returns who is acting */
export function editor(caller: Caller): Actor {
  if (caller.kind === 'anonymous') throw unauthenticated();
  if (!holdsScope(caller, 'catalog:write')) throw forbidden();
  return actorOf(caller);
}
