import { codesOf, type ErrorCode } from '@depachika/schema/error-outcomes.ts';
import type { RestApi } from '@depachika/schema/rest/rest-api.ts';
import type { RestOperation } from '@depachika/schema/rest/rest-operation.ts';
import { withRequestId } from '@depachika/telemetry/request-id.ts';
import type { FastifyRequest } from 'fastify';
import type { ExecutionResult, GraphQLFormattedError } from 'graphql';
import type { Logger } from 'pino';
import { isRefusal, type Refusal } from '../admission/refusal.ts';
import type { RouterConfig } from '../config.ts';
import { answerTooLarge, isTooLarge } from '../execution/answer-size.ts';
import type { FoundAnswer, KeptAnswers, OwnAnswer } from '../execution/kept/kept-answers.ts';
import type { AdmittedOperation, LastingOperations } from '../lasting/lasting-operations.ts';
import type { StreamAnswer, StreamDoor } from '../lasting/stream-door.ts';
import type { CompiledRow } from './compiled-table.ts';
import { type KeptRow, keptRow } from './kept-rows.ts';
import { accessError, problemBody, problemOfErrors, type RestProblem, signInFirst } from './problems.ts';
import { restAnswer, restEvent } from './rest-answer.ts';
import { isProblem, readRestRequest, type SentRequest } from './rest-request.ts';
import { placeOfVariable } from './variable-places.ts';

/** What comes of a request to a row. */
export type RestOutcome =
  | {
      readonly kind: 'problem';
      readonly problem: RestProblem;
      readonly codes: readonly ErrorCode[] | undefined;
    }
  | ({ readonly kind: 'stream' } & Pick<StreamAnswer, 'headers' | 'body'>)
  | ({ readonly kind: 'kept' } & KeptRow)
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly headers: Readonly<Record<string, string>>;
      readonly text: string | undefined;
      readonly codes: readonly ErrorCode[];
    };

export interface RestOperationsOptions {
  readonly api: Pick<RestApi, 'problemStatuses'>;
  readonly operations: LastingOperations;
  readonly streams: StreamDoor;
  /** Undefined where no public answers are kept. */
  readonly answers?: KeptAnswers | undefined;
  readonly config: Pick<RouterConfig, 'limits'>;
  readonly logger: Logger;
}

/** @returns what runs a row for a request that has arrived */
export function restOperations(options: RestOperationsOptions) {
  return (compiled: CompiledRow, request: FastifyRequest): Promise<RestOutcome> =>
    withRequestId(request.id, async (): Promise<RestOutcome> => {
      const read = readRestRequest(compiled.row, compiled.documented, sentOf(request));
      if (isProblem(read)) {
        const problem = isForSomebodyElse(compiled, request) ? signInFirst() : read;
        return { kind: 'problem', problem, codes: codesOf([{ extensions: { code: problem.code } }]) };
      }
      const asked = { compiled, request, variables: read.variables };
      return compiled.row.answer.event === undefined ? answerOnce(asked, options) : follow(asked, options);
    });
}

/** Whoever has to sign in first hears that first: what else is wrong does not help them yet. */
function isForSomebodyElse({ row }: CompiledRow, { access }: FastifyRequest): boolean {
  return row.signedIn === true && access?.caller.kind === 'anonymous';
}

interface Asked {
  readonly compiled: CompiledRow;
  readonly request: FastifyRequest;
  readonly variables: Readonly<Record<string, unknown>>;
}

async function answerOnce(asked: Asked, options: RestOperationsOptions): Promise<RestOutcome> {
  const { compiled, request } = asked;
  const { row } = compiled;
  const { caller } = request.access!;
  const admitted = await options.operations.admit({
    ...wherefrom(request),
    ...{ caller, query: compiled.text, variables: asked.variables },
    transport: row.method === 'GET' ? 'http-get' : 'http-post',
  });
  if (isRefusal(admitted)) return refused(admitted, compiled);
  const known = await keptAnswer(admitted, asked, options);
  if ('kept' in known) return toldAgain(known, asked, options);
  const result = known.result ?? (await options.operations.execute(admitted));
  tellAnswered(asked, result, options.logger);
  return told(result, asked, options);
}

/** A version that edits are checked against is told to its owner alone. */
async function keptAnswer(
  admitted: AdmittedOperation,
  { compiled: { row } }: Asked,
  { answers }: RestOperationsOptions,
): Promise<FoundAnswer | OwnAnswer> {
  if (!answers || row.method !== 'GET' || row.answer.version !== undefined) return {};
  return answers.answer(admitted.prepared, admitted.variables, admitted);
}

function toldAgain(
  found: FoundAnswer,
  asked: Asked,
  { api: { problemStatuses }, logger }: RestOperationsOptions,
): RestOutcome {
  const { compiled, request } = asked;
  tellAnswered(asked, {}, logger);
  const kept = keptRow(found, { row: compiled.row, problemStatuses, url: request.url });
  if ('code' in kept) return { kind: 'problem', problem: kept, codes: codesOf([{ extensions: kept }]) };
  return { kind: 'kept', ...kept };
}

function told(
  result: ExecutionResult,
  { compiled: { row }, request }: Asked,
  { api, config }: RestOperationsOptions,
): RestOutcome {
  const codes = codesOf(result.errors);
  const answer = restAnswer(result, { row, problemStatuses: api.problemStatuses, url: request.url });
  if ('code' in answer) {
    const isStated = Object.hasOwn(api.problemStatuses, answer.code);
    return { kind: 'problem', problem: answer, codes: isStated ? codes : codesOf([{ extensions: answer }]) };
  }
  const { status, headers, body } = answer;
  const text = body && JSON.stringify(body);
  const { answerBytes } = config.limits;
  if (text !== undefined && isTooLarge(text, answerBytes)) {
    const problem = problemOfErrors({ errors: [answerTooLarge(answerBytes).toJSON()], bodiless: true });
    return { kind: 'problem', problem, codes: codesOf([{ extensions: problem }]) };
  }
  return { kind: 'answer', status, headers, text, codes };
}

async function follow(
  { compiled, request, variables }: Asked,
  { api, streams }: RestOperationsOptions,
): Promise<RestOutcome> {
  const { row } = compiled;
  const { problemStatuses } = api;
  const answered = await streams.follow({
    ...wherefrom(request),
    ...{ access: request.access!, headers: request.headers, query: compiled.text, variables },
    tell(event) {
      const read = restEvent(event, { row, problemStatuses });
      return 'code' in read
        ? { name: 'problem', data: problemBody(read, request.id) }
        : { name: row.answer.event!, data: read.value };
    },
  });
  if (!isRefusal(answered)) return { kind: 'stream', headers: answered.headers, body: answered.body };
  // The stream has counted it.
  return { ...refused(answered, compiled), codes: undefined };
}

function refused({ errors, status, headers }: Refusal, { row }: CompiledRow) {
  const shown = errors.map((error) => asRowTells(error.toJSON(), row));
  const placeOf = (argument: string) => placeOfVariable(row, argument);
  const bodiless = row.body === undefined;
  const problem = problemOfErrors({ errors: shown, status, headers, bodiless, placeOf });
  return { kind: 'problem', problem, codes: codesOf(shown) } as const;
}

/**
 * Who asked over REST knows of no field of the graph that needs somebody to sign in, or a right. The domain says the same of what is not
 * there and of what is somebody else's: so does the code.
 */
function asRowTells(error: GraphQLFormattedError, { answer }: RestOperation): GraphQLFormattedError {
  if (error.extensions?.coordinate !== undefined) return accessError(error.extensions.code);
  if (!answer.hidesOthers || error.extensions?.code !== 'FORBIDDEN') return error;
  return { ...error, extensions: { ...error.extensions, code: 'NOT_FOUND' } };
}

function wherefrom({ address, language, id: requestId }: FastifyRequest) {
  return { address, language, requestId };
}

function sentOf({ params, query, headers, body }: FastifyRequest): SentRequest {
  return {
    params: params as SentRequest['params'],
    query: query as SentRequest['query'],
    headers,
    body,
  };
}

/** The router's log line of a request, as of one to the graph. */
function tellAnswered({ compiled, request }: Asked, { errors = [] }: ExecutionResult, logger: Logger): void {
  const { operationName } = compiled;
  const { id: requestId, access } = request;
  logger.info({ requestId, caller: access?.caller.kind, operationName, errors: errors.length }, 'Answered');
}
