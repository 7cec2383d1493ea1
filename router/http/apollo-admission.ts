import type {
  ApolloServerPlugin,
  GraphQLRequestContextDidResolveSource,
  GraphQLRequestListener,
  GraphQLResponse,
} from '@apollo/server';
import type { Caller } from '@depachika/identity/caller.ts';
import type { Language } from '@depachika/messages/language.ts';
import { codesOf, type ErrorCode } from '@depachika/schema/error-outcomes.ts';
import { type DocumentNode, type GraphQLFormattedError, parse } from 'graphql';
import type { Admission } from '../admission/admission.ts';
import type { OperationReference } from '../admission/persisted/operation-reference.ts';
import { isRefusal, type Refusal } from '../admission/refusal.ts';
import type { AnswerInParts } from '../execution/deferred/deferred-answers.ts';
import type { OwnAnswer } from '../execution/kept/kept-answers.ts';
import type { PreparedOperation } from '../operation/operations.ts';
import type { PublicResult } from '../operation/public-errors.ts';
import { clientVariables } from '../operation/variables.ts';
import type { OperationForm } from './files/operation-form.ts';
import { httpRefusal } from './http-refusal.ts';
import type { KnownAnswer } from './kept/known-answer.ts';
import type { PartFormat } from './parts/part-formats.ts';

/** One request on its way through Apollo Server. */
export interface HttpOperation {
  readonly caller: Caller;
  readonly address: string;
  readonly requestId: string;
  readonly language: Language;
  /** What stands for the text, or beside it. */
  readonly called?: CalledOperation | undefined;
  /** Decided as soon as the request was read. */
  outcome?: Promise<PreparedOperation | Refusal>;
  /** It was looked for among public answers, and is to be answered by itself. */
  readonly kept?: OwnAnswer | undefined;
  /** It was executed already; something in it has to be told as Apollo Server tells it. */
  readonly executed?: Promise<PublicResult> | undefined;
  /** Whose files come behind it. */
  readonly form?: OperationForm | undefined;
  /** Told what becomes known of it; an object of its own, since Apollo Server copies the one around it. */
  readonly known?: KnownOperation;
}

/** Apollo Server is not told of references: {@link REFERRED} takes the place of a text that is not there. */
export interface CalledOperation {
  readonly reference: OperationReference;
  readonly hasText: boolean;
}

export const REFERRED = '{ __typename }';

export interface KnownOperation {
  /** As its document names it, or else as the client does. */
  name?: string | undefined;
  /** The error codes of its answer, once there is one. */
  codes?: readonly ErrorCode[];
  /** The public answer that is sent in place of Apollo Server's. */
  answer?: KnownAnswer;
  /** For a client that takes an answer in parts. */
  readonly parts?: WantedParts | undefined;
}

export interface WantedParts {
  readonly format: PartFormat;
  /** Aborts when its connection has ended, or its answer is over. */
  readonly over: AbortSignal;
  /** Those that come after the first; undefined where that is all. */
  answer?: AnswerInParts;
}

/**
 * Lets the pipeline decide what Apollo Server executes. Apollo finds the text and then takes the document that it is given
 * here, without reading it again.
 */
export function admissionPlugin(admission: Admission): ApolloServerPlugin<HttpOperation> {
  const listener: GraphQLRequestListener<HttpOperation> = {
    async didResolveSource(context) {
      const { contextValue: operation, request, source } = context;
      const { caller, address, form, called } = operation;
      operation.outcome ??= admission.admit({
        transport: request.http?.method === 'GET' ? 'http-get' : 'http-post',
        caller,
        address,
        query: called && !called.hasText ? '' : source,
        reference: called?.reference,
        operationName: request.operationName,
        variables: clientVariables(request.variables),
        ...(form ? { files: [...form.files.values()] } : {}),
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
    async willSendResponse({ contextValue: operation, operationName, request, response }) {
      const admitted = await operation.outcome?.catch(() => undefined);
      const refusal = admitted && isRefusal(admitted) ? admitted : undefined;
      if (operation.known) {
        operation.known.name = refusal?.operationName ?? operationName ?? request.operationName;
        operation.known.codes = codesOf(refusal?.errors ?? errorsOf(response));
      }
      if (!refusal) return;
      const { status, headers, body } = httpRefusal(refusal);
      response.http.status = status;
      for (const [name, value] of Object.entries(headers)) response.http.headers.set(name, value);
      response.body = { kind: 'single', singleResult: body };
    },
  };
  return { requestDidStart: async () => listener };
}

function errorsOf({ body }: GraphQLResponse): readonly GraphQLFormattedError[] | undefined {
  return body.kind === 'single' ? body.singleResult.errors : undefined;
}

/** Takes the place of a document that was refused, so that Apollo does not parse the text either. */
const NOTHING = parse('{ __typename }', { noLocation: true });

function setDocument(
  context: GraphQLRequestContextDidResolveSource<HttpOperation>,
  document: DocumentNode,
): void {
  (context as { document?: DocumentNode }).document = document;
}
