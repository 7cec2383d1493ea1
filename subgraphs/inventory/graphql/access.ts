import { forbidden, unauthenticated } from '@depachika/graphql/errors.ts';
import type { Caller } from '@depachika/identity/caller.ts';

/** Stock is staff's business, also when the router was not asked. @returns who is acting */
export function stockKeeper(caller: Caller): string {
  switch (caller.kind) {
    case 'anonymous':
      throw unauthenticated();
    case 'service':
      return caller.service;
    case 'user':
      if (!caller.scopes.includes('inventory:write')) throw forbidden();
      return caller.userId;
  }
}
