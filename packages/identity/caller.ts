export type Role = 'CUSTOMER' | 'STAFF' | 'ADMIN';

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
  | { readonly kind: 'service'; readonly service: string };

export const anonymous: Caller = { kind: 'anonymous' };

/** True for staff and administrators. */
export function isStaff(caller: Caller): boolean {
  return caller.kind === 'user' && (caller.roles.includes('STAFF') || caller.roles.includes('ADMIN'));
}

/** True when this caller may see what belongs to `ownerId`: the owner, and staff. Services ask by RPC. */
export function mayRead(caller: Caller, ownerId: string): boolean {
  return caller.kind === 'user' && (caller.userId === ownerId || isStaff(caller));
}

/** Scopes by role: what `@requiresScopes` in the schema names. */
export const SCOPES: Readonly<Record<Role, readonly string[]>> = {
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
