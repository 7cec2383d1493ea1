import { anonymous, type Caller, type Role, SCOPES } from './caller.ts';

/** A caller as a token carries it, beside the registered claims. */
export type IdentityClaims =
  | { readonly kind: 'anonymous'; readonly net?: string }
  | {
      readonly kind: 'user';
      readonly sub: string;
      readonly sid: string;
      readonly roles: readonly Role[];
      readonly scopes: readonly string[];
      readonly net?: string;
    }
  | {
      readonly kind: 'orderReader';
      readonly sub: string;
      readonly sid: string;
      readonly ord: string;
      readonly net?: string;
    }
  | { readonly kind: 'service'; readonly sub: string };

export function identityClaims(caller: Caller): IdentityClaims {
  switch (caller.kind) {
    case 'anonymous':
      return { kind: 'anonymous', ...networkClaim(caller) };
    case 'service':
      return { kind: 'service', sub: caller.service };
    case 'orderReader':
      return {
        kind: 'orderReader',
        sub: caller.userId,
        sid: caller.sessionId,
        ord: caller.orderId,
        ...networkClaim(caller),
      };
    case 'user':
      return {
        kind: 'user',
        sub: caller.userId,
        sid: caller.sessionId,
        roles: caller.roles,
        scopes: caller.scopes,
        ...networkClaim(caller),
      };
  }
}

/** @returns undefined when the claims do not name a caller exactly. */
export function callerOf(claims: Readonly<Record<string, unknown>>): Caller | undefined {
  const { kind, sub, sid, ord, roles, scopes, net } = claims;
  if (kind === 'anonymous') return isText(net) ? { kind, network: net } : anonymous;
  if (typeof sub !== 'string' || sub === '') return undefined;
  if (kind === 'service') return { kind, service: sub };
  if (typeof sid !== 'string' || sid === '') return undefined;
  const who = { userId: sub, sessionId: sid, ...(isText(net) && { network: net }) };
  if (kind === 'orderReader') return isText(ord) && ord !== '' ? { kind, ...who, orderId: ord } : undefined;
  if (kind !== 'user' || !isListOf(roles, isRole) || !isListOf(scopes, isText)) return undefined;
  return { kind, ...who, roles, scopes };
}

function networkClaim({ network }: { readonly network?: string }): { readonly net?: string } {
  return network === undefined ? {} : { net: network };
}

export function isRole(value: unknown): value is Role {
  return typeof value === 'string' && Object.hasOwn(SCOPES, value);
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function isListOf<T>(value: unknown, isItem: (item: unknown) => item is T): value is T[] {
  return Array.isArray(value) && value.every(isItem);
}
