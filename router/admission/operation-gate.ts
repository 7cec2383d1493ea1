import type { Caller } from '@depachika/identity/caller.ts';
import type { GraphQLError } from 'graphql';
import type { PreparedOperation } from '../operation/operations.ts';
import { routerError } from '../operation/public-errors.ts';
import { unstorableVariables } from '../operation/storable-text-rule.ts';
import type { Variables } from '../operation/variables.ts';
import { authorize } from './authorization.ts';

/** @returns why this caller may not run this operation as a whole; asked before anything of it is executed */
export type OperationGate = (
  prepared: PreparedOperation,
  request: { readonly caller: Caller; readonly variables: Variables },
) => GraphQLError | undefined;

export function operationGate(options: { production: boolean }): OperationGate {
  return (prepared, request) => {
    if (prepared.introspects && options.production && !isAdmin(request.caller)) {
      return routerError('INTROSPECTION_DISABLED', 'Only administrators may introspect the graph', {
        status: 403,
      });
    }
    return authorize(prepared.requirements, request) ?? unstorableVariables(request.variables);
  };
}

function isAdmin(caller: Caller): boolean {
  return caller.kind === 'user' && caller.roles.includes('ADMIN');
}
