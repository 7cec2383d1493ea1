import { forbidden, unauthenticated } from '@depachika/graphql/errors.ts';
import { type Actor, actorOf } from '@depachika/identity/actor.ts';
import { type Caller, holdsScope, type UserCaller } from '@depachika/identity/caller.ts';

export function signedIn(caller: Caller): Exclude<Caller, { readonly kind: 'anonymous' }> {
  if (caller.kind === 'anonymous') throw unauthenticated();
  return caller;
}

/** Somebody who changes something; whoever only reads one order by its link may not. */
export function person(caller: Caller): UserCaller {
  const known = signedIn(caller);
  if (known.kind !== 'user') throw forbidden();
  return known;
}

/** Whether somebody may choose when this customer's parcels come: the customer, and staff. */
export function mayChooseSlotOf(caller: Caller, customerId: string): boolean {
  return (
    caller.kind === 'user' && (caller.userId === customerId || caller.scopes.includes('delivery:manage'))
  );
}

/** Parcels and slots are moved by staff, also when the router was not asked. @returns who is acting */
export function carrier(caller: Caller): Actor {
  const known = signedIn(caller);
  if (known.kind !== 'service' && !holdsScope(known, 'delivery:manage')) throw forbidden();
  return actorOf(known);
}
