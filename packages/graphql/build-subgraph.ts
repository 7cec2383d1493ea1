import { buildSubgraphSchema } from '@apollo/subgraph';
import { readFromReplica } from '@depachika/database/read-scope.ts';
import { anonymous, type Caller } from '@depachika/identity/caller.ts';
import type { IdentityVerifier } from '@depachika/identity/identity-token.ts';
import { newId } from '@depachika/ids/ids.ts';
import { currentLanguage } from '@depachika/messages/language.ts';
import { allowed } from '@depachika/messages/shared/shared-messages.ts';
import type { CostBudgets } from '@depachika/schema/cost-budgets.ts';
import { currentRequestId } from '@depachika/telemetry/request-id.ts';
import {
  type DocumentNode,
  type ExecutionArgs,
  type ExecutionResult,
  execute,
  type GraphQLError,
  type GraphQLSchema,
  getOperationAST,
  Kind,
  parse,
} from 'graphql';
import type { Logger } from 'pino';
import { entitiesAsked } from './cost/entities-asked.ts';
import { operationPrices } from './cost/operation-prices.ts';
import { type DocumentLimits, documentReader } from './documents.ts';
import { badUserInput, codedError } from './errors.ts';
import type { ExecutableSubgraph, GraphQLRequest, RequestContext } from './executable-subgraph.ts';
import { type FaultReport, inRequest, publicError, withoutFaults } from './faults.ts';
import { checkResolvers } from './resolvers.ts';
import { scalarResolvers } from './scalars.ts';
import { subscriptionResults } from './subscription.ts';

export interface SubgraphLimits extends DocumentLimits {
  /** Entities of one `_entities` request; default 2,000. */
  readonly maxRepresentations?: number;
  /** What one operation of a caller may cost; default: the settings that the router has. */
  readonly costBudgets?: CostBudgets;
}

export interface SubgraphOptions<C extends RequestContext> {
  readonly name: string;
  /** The text of `schema.graphql`. Scalars of `scalars.ts` get their resolvers by themselves. */
  readonly typeDefs: string | DocumentNode;
  /** By type and field, as graphql-codegen types them. A name that the schema does not have is refused at once. */
  readonly resolvers: object;
  /** Called once per request, and per event of a subscription: loaders made here are as fresh as the answer. */
  readonly createContext: (request: RequestContext) => C;
  readonly identity: IdentityVerifier;
  readonly logger: Logger;
  /** Whoever opened the link of one order is known here; elsewhere they are nobody. */
  readonly admitsOrderReaders?: boolean;
  readonly limits?: SubgraphLimits;
}

/**
 * The GraphQL part of a domain's boundary. Who calls is established before anything else is looked at, for
 * `_entities`, `_service` and introspection too. Throws `IdentityRefused`; everything else is in the result.
 */
export function buildSubgraph<C extends RequestContext>(options: SubgraphOptions<C>): ExecutableSubgraph {
  const { typeDefs, schema } = buildSchema(options.typeDefs, options.resolvers);
  const prices = operationPrices({ schema, typeDefs, budgets: options.limits?.costBudgets });
  const read = documentReader(schema, options.limits);
  const maxRepresentations = options.limits?.maxRepresentations ?? 2_000;

  return { name: options.name, schema, execute: executeRequest, subscribe: subscribeRequest };

  async function executeRequest(
    request: GraphQLRequest,
    identityToken: string | undefined,
  ): Promise<ExecutionResult> {
    const caller = await options.identity.verify(identityToken);
    return answered(request, async (report) => {
      const prepared = prepare(request, caller, report.requestId);
      if (prepared.errors) return prepared;
      if (prepared.kind === 'subscription') return refusal('Subscriptions are answered by subscribe');
      const run = () => execute(prepared.args());
      const mayBeOld = prepared.kind === 'query' && request.reads === 'replica';
      return withoutFaults(await (mayBeOld ? readFromReplica(run) : run()), report);
    });
  }

  async function subscribeRequest(
    request: GraphQLRequest,
    identityToken: string | undefined,
  ): Promise<AsyncGenerator<ExecutionResult, void, void> | ExecutionResult> {
    const caller = await options.identity.verify(identityToken);
    return answered(request, async (report) => {
      const prepared = prepare(request, caller, report.requestId);
      if (prepared.errors) return prepared;
      if (prepared.kind !== 'subscription') return refusal('Only subscriptions can be subscribed to');
      return subscriptionResults(prepared.args, report);
    });
  }

  /** Nothing but `IdentityRefused` is ever thrown to a topology: a fault of ours is an answer too. */
  async function answered<R>(request: GraphQLRequest, answer: (report: FaultReport) => Promise<R>) {
    const requestId = request.requestId ?? currentRequestId() ?? newId('req');
    const language = request.language ?? currentLanguage();
    const report = { logger: options.logger, requestId, language };
    return inRequest(report, () =>
      answer(report).catch((error: unknown) => ({ errors: [publicError(error, report)] })),
    );
  }

  function prepare(request: GraphQLRequest, caller: Caller, requestId: string): PreparedRequest | Refusal {
    const { document, errors } = read(request.query);
    if (!document) return { errors };
    const operation = getOperationAST(document, request.operationName);
    if (!operation) return refusal('The document needs one operation, or operationName must name one');
    if ((entitiesAsked(operation, request.variables ?? {}) ?? 0) > maxRepresentations) {
      return { errors: [badUserInput('representations', allowed.atMost(maxRepresentations))] };
    }
    const tooExpensive = prices.refuse({ document, operation, caller, variables: request.variables ?? {} });
    if (tooExpensive) return { errors: [tooExpensive] };
    const args = () => ({
      schema,
      document,
      variableValues: request.variables,
      operationName: request.operationName,
      contextValue: options.createContext({
        caller: overGraphql(caller, options.admitsOrderReaders),
        requestId,
      }),
    });
    return { kind: operation.operation, args };
  }
}

/**
 * The graph is for people. A service asks by RPC, where each method names who may call it; here it is nobody. So is the reader of
 * one order where nothing belongs to orders.
 */
function overGraphql(caller: Caller, admitsOrderReaders = false): Caller {
  if (caller.kind === 'service') return anonymous;
  return caller.kind === 'orderReader' && !admitsOrderReaders ? anonymous : caller;
}

interface PreparedRequest {
  readonly errors?: undefined;
  readonly kind: string;
  /** Arguments with a context of their own. */
  readonly args: () => ExecutionArgs;
}

interface Refusal {
  readonly errors: readonly GraphQLError[];
}

function refusal(message: string): Refusal {
  return { errors: [codedError('BAD_REQUEST', message)] };
}

function buildSchema(
  source: string | DocumentNode,
  resolvers: object,
): { readonly typeDefs: DocumentNode; readonly schema: GraphQLSchema } {
  const typeDefs = typeof source === 'string' ? parse(source) : source;
  const declared = typeDefs.definitions
    .filter((definition) => definition.kind === Kind.SCALAR_TYPE_DEFINITION)
    .map((definition) => definition.name.value);
  const scalars = Object.fromEntries(
    Object.entries(scalarResolvers).filter(
      ([name]) => declared.includes(name) && !Object.hasOwn(resolvers, name),
    ),
  );
  const schema = buildSubgraphSchema({ typeDefs, resolvers: { ...scalars, ...resolvers } });
  checkResolvers(schema, resolvers);
  return { typeDefs, schema };
}
