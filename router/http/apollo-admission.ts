import type {
  ApolloServerPlugin,
  GraphQLRequestContextDidResolveSource,
  GraphQLRequestListener,
} from '@apollo/server';
import type { Caller } from '@depachika/identity/caller.ts';
import { type DocumentNode, parse } from 'graphql';
import type { Admission } from '../admission/admission.ts';
import { isRefusal, type Refusal } from '../admission/refusal.ts';
import type { PreparedOperation } from '../operation/operations.ts';
import { clientVariables } from '../operation/variables.ts';
import { httpRefusal } from './http-refusal.ts';

/** One request on its way through Apollo Server. */
export interface HttpOperation {
  readonly caller: Caller;
  readonly address: string;
  readonly requestId: string;
  /** Decided as soon as the text is known. */
  outcome?: Promise<PreparedOperation | Refusal>;
}

/**
 * Lets the pipeline decide what Apollo Server executes. Apollo finds the text (by its hash, if need be) and then takes
 * the document that it is given here, without reading it again.
 */
export function admissionPlugin(admission: Admission): ApolloServerPlugin<HttpOperation> {
  const listener: GraphQLRequestListener<HttpOperation> = {
    async didResolveSource(context) {
      const { contextValue: operation, request, source } = context;
      const { caller, address } = operation;
      operation.outcome = admission.admit({
        transport: request.http?.method === 'GET' ? 'http-get' : 'http-post',
        caller,
        address,
        query: source,
        operationName: request.operationName,
        variables: clientVariables(request.variables),
      });
      const admitted = await operation.outcome.catch(() => undefined);
      setDocument(context, admitted && !isRefusal(admitted) ? admitted.document : NOTHING);
    },
    /** An operation that is refused here is neither remembered by its hash nor executed. */
    async didResolveOperation({ contextValue: operation }) {
      const admitted = await operation.outcome;
      if (admitted && isRefusal(admitted)) throw admitted.errors[0];
    },
    /** Apollo by itself would tell the first error alone, with status 500. */
    async willSendResponse({ contextValue: operation, response }) {
      const admitted = await operation.outcome?.catch(() => undefined);
      if (!admitted || !isRefusal(admitted)) return;
      const { status, headers, body } = httpRefusal(admitted);
      response.http.status = status;
      for (const [name, value] of Object.entries(headers)) response.http.headers.set(name, value);
      response.body = { kind: 'single', singleResult: body };
    },
  };
  return { requestDidStart: async () => listener };
}

/** Takes the place of a document that was refused, so that Apollo does not parse the text either. */
const NOTHING = parse('{ __typename }', { noLocation: true });

function setDocument(
  context: GraphQLRequestContextDidResolveSource<HttpOperation>,
  document: DocumentNode,
): void {
  (context as { document?: DocumentNode }).document = document;
}
