/** GUEST: somebody who buys without an account. */
export type Role = 'GUEST' | 'CUSTOMER' | 'STAFF' | 'ADMIN';

/** Who asks. `service` callers are other domains, acting for the shop and not for a person. */
export type Caller =
  | {
      readonly kind: 'anonymous';
      /** The network of somebody who changes something; absent otherwise, so that readers share one identity. */
      readonly network?: string;
    }
  | {
      readonly kind: 'user';
      readonly userId: string;
      readonly sessionId: string;
      readonly roles: readonly Role[];
      readonly scopes: readonly string[];
      /** The network that they call from, as the router counts it; absent where nobody knows. */
      readonly network?: string;
    }
  | {
      /** Whoever opened an order's link: reads that order, and nothing else of whose it is. */
      readonly kind: 'orderReader';
      readonly orderId: string;
      /** Whose order it is. */
      readonly userId: string;
      readonly sessionId: string;
      /** As of a user. */
      readonly network?: string;
    }
  | { readonly kind: 'service'; readonly service: string };

export type UserCaller = Extract<Caller, { readonly kind: 'user' }>;

/** Callers whose access token is of a session, which may end. */
export type SessionCaller = Extract<Caller, { readonly sessionId: string }>;

export const anonymous: Caller = { kind: 'anonymous' };

/** True for staff and administrators. */
export function isStaff(caller: Caller): boolean {
  return caller.kind === 'user' && (caller.roles.includes('STAFF') || caller.roles.includes('ADMIN'));
}

/** True when this caller may see what belongs to `ownerId`: the owner, and staff. Services ask by RPC. */
export function mayRead(caller: Caller, ownerId: string): boolean {
  return caller.kind === 'user' && (caller.userId === ownerId || isStaff(caller));
}

/** True when this caller may see an order of `ownerId`, and what belongs to it. */
export function mayReadOrder(
  caller: Caller,
  { ownerId, orderId }: { readonly ownerId: string; readonly orderId: string },
): boolean {
  return isReaderOf(caller, { ownerId, orderId }) || mayRead(caller, ownerId);
}

/** True when this caller opened the link of this order. */
export function isReaderOf(
  caller: Caller,
  { ownerId, orderId }: { readonly ownerId: string; readonly orderId: string },
): boolean {
  return caller.kind === 'orderReader' && caller.orderId === orderId && caller.userId === ownerId;
}

/** True for somebody who buys without an account. */
export function isGuest(caller: Caller): boolean {
  return caller.kind === 'user' && caller.roles.includes('GUEST');
}

export function holdsScope(caller: Caller, scope: string): caller is UserCaller {
  return caller.kind === 'user' && caller.scopes.includes(scope);
}

export function hasSession(caller: Caller): caller is SessionCaller {
  return caller.kind === 'user' || caller.kind === 'orderReader';
}

/** Scopes by role: what `@requiresScopes` in the schema names. */
export const SCOPES: Readonly<Record<Role, readonly string[]>> = {
  GUEST: [],
  CUSTOMER: [],
  STAFF: [
    'catalog:write',
    'inventory:write',
    'orders:manage',
    'delivery:manage',
    'payments:read',
    'analytics:read',
  ],
  ADMIN: [
    'catalog:write',
    'inventory:write',
    'orders:manage',
    'delivery:manage',
    'payments:read',
    'payments:refund',
    'analytics:read',
    'users:manage',
  ],
};

/** A domain that acts for the shop. @param service its name, such as `orders` */
export function serviceCaller(service: string): Caller {
  return { kind: 'service', service };
}
