import type { KeptActor } from '@depachika/identity/actor.ts';
import { isStaff } from '@depachika/identity/caller.ts';
import type { StatusChangeView } from '../order/order-view.ts';
import type { Context } from './context.ts';

/** Customers learn what happened to their orders, and not who works in the shop. */
export function actorForStaff(step: StatusChangeView, _: unknown, { caller }: Context): KeptActor | null {
  return isStaff(caller) ? actorOf(step) : null;
}

function actorOf({ by, actorId }: StatusChangeView): KeptActor {
  if (by === 'CUSTOMER' || by === 'STAFF') return actorId ? { kind: by, id: actorId } : NOBODY;
  if (by === 'CLOCK') return { kind: 'SYSTEM', id: 'orders' };
  return { kind: 'SERVICE', id: DOMAINS[by] ?? by.toLowerCase() };
}

const NOBODY: KeptActor = { kind: 'UNKNOWN', id: '' };
/** Domains by what the history calls them. */
const DOMAINS: Readonly<Record<string, string>> = { PAYMENT: 'payments' };
