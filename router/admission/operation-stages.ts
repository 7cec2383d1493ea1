import { budgetOf } from '@depachika/graphql/cost/budget.ts';
import type { Caller } from '@depachika/identity/caller.ts';
import type { OperationTypeNode } from 'graphql';
import type { RouterLimits } from '../config.ts';
import type { PreparedOperation } from '../operation/operations.ts';
import { routerError } from '../operation/public-errors.ts';
import { isPlaceOfFile, type SentFile } from '../operation/sent-files.ts';
import { refusedText, type TextLimits } from '../operation/text-rules.ts';
import { type Variables, variableErrors } from '../operation/variables.ts';
import { authorize } from './authorization.ts';
import { mayIntrospect } from './introspection-right.ts';
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
  /** Those that come behind it; they stand in its variables. */
  readonly files?: readonly SentFile[];
}

/** Which way a request came. */
export type Transport = 'http-get' | 'http-post' | 'stream-get' | 'stream-post' | 'websocket';

/** The kinds that each transport can answer. A link of another site could send a mutation by GET. */
const CARRIED: Readonly<Record<Transport, readonly `${OperationTypeNode}`[]>> = {
  'http-get': ['query'],
  'http-post': ['query', 'mutation'],
  'stream-get': ['query', 'subscription'],
  'stream-post': ['query', 'mutation', 'subscription'],
  websocket: ['query', 'mutation', 'subscription'],
};

export function refuseKind({ transport, prepared }: OperationRequest): Refusal | undefined {
  const kind = prepared.operation.operation;
  if (CARRIED[transport].includes(kind)) return undefined;
  if (transport === 'http-post') return refusalOf(routerError('BAD_REQUEST', WHERE_SUBSCRIPTIONS_GO));
  const message = `GET requests run ${CARRIED[transport].join(' and ')} operations only, not a ${kind}`;
  return refusalOf(routerError('BAD_REQUEST', message, { status: 405, headers: { allow: 'POST' } }));
}

const WHERE_SUBSCRIPTIONS_GO =
  'Subscriptions go over a WebSocket at this address, or to who accepts text/event-stream or multipart/mixed;subscriptionSpec="1.0"';

export function refuseIntrospection(
  { prepared, caller }: OperationRequest,
  { production }: { readonly production: boolean },
): Refusal | undefined {
  if (!prepared.introspects || mayIntrospect(caller, { production })) return undefined;
  const message = 'Only administrators may introspect the graph';
  return refusalOf(routerError('INTROSPECTION_DISABLED', message, { status: 403 }));
}

export function refuseAccess({ prepared, caller, variables }: OperationRequest): Refusal | undefined {
  const refused = authorize(prepared.requirements, { caller, variables });
  return refused && refusalOf(refused);
}

/** Texts in the document were looked at when it was read. */
export function refuseText(
  { variables }: OperationRequest,
  { limits }: { readonly limits: { readonly operation: TextLimits } },
): Refusal | undefined {
  const refused = refusedText(variables, limits.operation);
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
  { prepared, variables, caller }: OperationRequest,
  { production }: { readonly production: boolean },
): Refusal | undefined {
  const errors = variableErrors(prepared.schema, prepared.operation, variables, {
    suggest: mayIntrospect(caller, { production }),
  });
  return errors.length > 0 ? refusalOf(...errors) : undefined;
}

/** Files are kept before a mutation that uses them, and for nothing else. */
export function refuseFiles({ prepared, files = [] }: OperationRequest): Refusal | undefined {
  if (files.length === 0) return undefined;
  const { operation, schema } = prepared;
  if (operation.operation !== 'mutation')
    return refusalOf(routerError('BAD_REQUEST', 'Files come with mutations alone', { status: 400 }));
  const wrong = files.find(({ path }) => !isPlaceOfFile(schema, operation, path));
  if (!wrong) return undefined;
  const message = `variables.${wrong.path.join('.')} takes no file`;
  return refusalOf(routerError('BAD_USER_INPUT', message, { status: 400 }));
}

/** Variables fit their types by now, and what is not too dear is planned next. */
export function refuseCost(
  { prepared, caller, variables }: OperationRequest,
  { limits }: { readonly limits: Pick<RouterLimits, 'costBudgets'> },
): Refusal | undefined {
  const cost = prepared.cost(variables);
  const limit = budgetOf(caller, limits.costBudgets);
  if (cost <= limit) return undefined;
  const message = `Operations may cost at most ${limit} here, this may cost ${cost}`;
  return refusalOf(
    routerError('OPERATION_TOO_EXPENSIVE', message, { status: 400, extensions: { cost, limit } }),
  );
}

/** What GraphQL's own rules let pass and the planner does not is a mistake in the document as well. */
export function refuseUnplannable({ prepared }: OperationRequest): Refusal | undefined {
  const refused = prepared.refusedByPlanner();
  return refused && refusalOf(refused);
}
