import type { Caller } from '@depachika/identity/caller.ts';
import type { GraphQLSchema, OperationTypeNode } from 'graphql';
import type { PreparedOperation } from '../operation/operations.ts';
import { routerError } from '../operation/public-errors.ts';
import { unstorableVariables } from '../operation/storable-text-rule.ts';
import { type Variables, variableErrors } from '../operation/variables.ts';
import { authorize } from './authorization.ts';
import { type RateLimiter, rateLimited } from './rate-limit.ts';
import { type Refusal, refusalOf } from './refusal.ts';

/** A request that asks for one operation, which is valid and within its limits. */
export interface OperationRequest {
  readonly transport: Transport;
  readonly caller: Caller;
  /** The client's network address. */
  readonly address: string;
  readonly prepared: PreparedOperation;
  readonly variables: Variables;
}

/** Which way a request came. */
export type Transport = 'http-get' | 'http-post' | 'websocket';

/** The kinds that each transport can answer. A link of another site could send a mutation by GET. */
const CARRIED: Readonly<Record<Transport, readonly `${OperationTypeNode}`[]>> = {
  'http-get': ['query'],
  'http-post': ['query', 'mutation'],
  websocket: ['query', 'mutation', 'subscription'],
};

export function refuseKind({ transport, prepared }: OperationRequest): Refusal | undefined {
  const kind = prepared.operation.operation;
  if (CARRIED[transport].includes(kind)) return undefined;
  if (transport !== 'http-get')
    return refusalOf(routerError('BAD_REQUEST', 'Subscriptions go over a WebSocket at this address'));
  return refusalOf(
    routerError('BAD_REQUEST', `GET requests run queries only, not a ${kind}`, {
      status: 405,
      headers: { allow: 'POST' },
    }),
  );
}

export function refuseIntrospection(
  { prepared, caller }: OperationRequest,
  { production }: { readonly production: boolean },
): Refusal | undefined {
  if (!prepared.introspects || !production || isAdmin(caller)) return undefined;
  const message = 'Only administrators may introspect the graph';
  return refusalOf(routerError('INTROSPECTION_DISABLED', message, { status: 403 }));
}

export function refuseAccess({ prepared, caller, variables }: OperationRequest): Refusal | undefined {
  const refused = authorize(prepared.requirements, { caller, variables });
  return refused && refusalOf(refused);
}

export function refuseUnstorableText({ variables }: OperationRequest): Refusal | undefined {
  const refused = unstorableVariables(variables);
  return refused && refusalOf(refused);
}

/** Each field of a mutation counts as one request. The first was counted when the request came. */
export function refuseMutationRate(
  { prepared, caller, address }: OperationRequest,
  { limitRate }: { readonly limitRate: RateLimiter },
): Refusal | undefined | Promise<Refusal | undefined> {
  const requests = prepared.requests - 1;
  if (requests === 0) return undefined;
  return limitRate({ caller, address, requests }).then(
    (limited) => limited && refusalOf(rateLimited(limited)),
  );
}

export function refuseVariables(
  { prepared, variables }: OperationRequest,
  { schema }: { readonly schema: GraphQLSchema },
): Refusal | undefined {
  const errors = variableErrors(schema, prepared.operation, variables);
  return errors.length > 0 ? refusalOf(...errors) : undefined;
}

function isAdmin(caller: Caller): boolean {
  return caller.kind === 'user' && caller.roles.includes('ADMIN');
}
