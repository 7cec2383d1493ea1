import type { Caller } from '@depachika/identity/caller.ts';
import { type Language, withLanguage } from '@depachika/messages/language.ts';
import { withRequestId } from '@depachika/telemetry/request-id.ts';
import { type ExecutionResult, GraphQLError } from 'graphql';
import type { Logger } from 'pino';
import type { Access } from '../admission/access-token.ts';
import type { Admission } from '../admission/admission.ts';
import { type Arrival, callerOf } from '../admission/arrival-stages.ts';
import type { Transport } from '../admission/operation-stages.ts';
import type { OperationReference } from '../admission/persisted/operation-reference.ts';
import { isRefusal, type Refusal, refusalOf } from '../admission/refusal.ts';
import type { FederatedExecutor } from '../execution/federated-executor.ts';
import {
  type FederatedSubscriptions,
  type Results,
  subscriptionFailure,
} from '../execution/federated-subscriptions.ts';
import { type OpenScope, withScope } from '../execution/request-scope.ts';
import type { PreparedOperation } from '../operation/operations.ts';
import { brokenRequest, type PublicResult, withoutStatus } from '../operation/public-errors.ts';
import { clientVariables, declaredVariables, type Variables } from '../operation/variables.ts';

export interface LastingOperationsOptions {
  readonly admission: Admission;
  readonly executor: Pick<FederatedExecutor, 'execute'>;
  readonly subscriptions: FederatedSubscriptions;
  readonly openScope: OpenScope;
  readonly logger: Logger;
}

/** One operation as a client asks for it on a connection that outlives it. */
export interface AskedOperation {
  readonly transport: Transport;
  /** Who has arrived. */
  readonly caller: Caller;
  readonly address: string;
  readonly language: Language;
  readonly requestId: string;
  /** Empty where {@link reference} stands for it. */
  readonly query: string;
  readonly reference?: OperationReference | undefined;
  readonly operationName?: string | null | undefined;
  readonly variables?: Readonly<Record<string, unknown>> | null | undefined;
  /** The last version of a subscription's events that the client has seen; it counts before what its arguments say. */
  readonly after?: number | undefined;
}

/** One more operation on a connection. */
export interface Arriving extends Arrival {
  readonly language: Language;
  readonly requestId: string;
}

/** An operation on its way from its admission to its execution. */
export interface AdmittedOperation {
  readonly prepared: PreparedOperation;
  readonly variables: Variables;
  readonly caller: Caller;
  readonly requestId: string;
  readonly language: Language;
  readonly after: number | undefined;
}

/** How every protocol whose connections last runs operations. What throws is told as an answer: others go on beside it. */
export interface LastingOperations {
  /** Asks the stages of arrival, of who has said before who they are. */
  arrive(arriving: Arriving): Promise<Access | Refusal>;
  /** Asks every other stage. */
  admit(asked: AskedOperation): Promise<AdmittedOperation | Refusal>;
  /** A query or a mutation. */
  execute(admitted: AdmittedOperation): Promise<ExecutionResult>;
  /** The generator may throw `SubscriptionLost`. @returns one result where its subgraph refuses */
  subscribe(admitted: AdmittedOperation): Promise<Results | PublicResult>;
}

export function lastingOperations(options: LastingOperationsOptions): LastingOperations {
  const { admission, executor, subscriptions, openScope, logger } = options;
  return {
    arrive: (arriving) => told(arriving, () => admission.arrive(arriving)),
    admit: (asked) => told(asked, () => admit(asked)),
    execute: (admitted) =>
      run(admitted, 'An operation failed', () =>
        withScope(openScope, admitted, (scope) =>
          executor.execute(admitted.prepared, admitted.variables, scope),
        ),
      ),
    subscribe: (admitted) =>
      run<Results | PublicResult>(admitted, 'A subscription could not be started', () =>
        subscriptions.subscribe(admitted),
      ),
  };

  async function admit(asked: AskedOperation): Promise<AdmittedOperation | Refusal> {
    const { caller, address, requestId, language, after } = asked;
    const sent = clientVariables(asked.variables ?? undefined);
    const { transport, query, reference, operationName } = asked;
    const request = { transport, caller, address, query, reference, variables: sent };
    const prepared = await admission.admit({ ...request, operationName: operationName ?? undefined });
    if (isRefusal(prepared)) return prepared;
    const runs = callerOf({ caller, address }, prepared);
    const variables = declaredVariables(prepared.operation, sent);
    return { prepared, variables, caller: runs, requestId, language, after };
  }

  /** What breaks is a refusal as well. */
  function told<T extends object>(
    { requestId, language }: Pick<Arriving, 'requestId' | 'language'>,
    admit: () => Promise<T | Refusal>,
  ): Promise<T | Refusal> {
    return withLanguage(language, () =>
      admit().catch((error) => {
        logger.error({ err: error, requestId }, 'An operation could not be admitted');
        return refusalOf(brokenRequest(error, requestId));
      }),
    );
  }

  function run<T>(
    { requestId, language }: AdmittedOperation,
    failure: string,
    start: () => Promise<T>,
  ): Promise<T | PublicResult> {
    return withRequestId(requestId, () =>
      withLanguage(language, async () => {
        try {
          return await start();
        } catch (error) {
          logger.error({ err: error, requestId }, failure);
          const told = brokenRequest(error, requestId);
          withoutStatus(told);
          return { errors: [told] };
        }
      }),
    );
  }
}

/** @returns what clients may read of an error inside a stream, which a protocol's library may have wrapped */
export function publicFailure(error: unknown): GraphQLError {
  if (error instanceof GraphQLError && error.extensions.code !== undefined) return withoutStatus(error);
  const cause = error instanceof GraphQLError ? error.originalError : error;
  return withoutStatus(subscriptionFailure(cause)[0]!);
}
