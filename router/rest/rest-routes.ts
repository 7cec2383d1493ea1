import type { Clock } from '@depachika/clock/clock.ts';
import { isUtf8Address, readJson } from '@depachika/graphql/http/utf8-bodies.ts';
import { codesOf } from '@depachika/schema/error-outcomes.ts';
import { REST_PATH } from '@depachika/schema/paths.ts';
import type { RestApi } from '@depachika/schema/rest/rest-api.ts';
import type { RestOperation } from '@depachika/schema/rest/rest-operation.ts';
import type { Metrics } from '@depachika/telemetry/metrics.ts';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import type { Admission } from '../admission/admission.ts';
import type { Refusal } from '../admission/refusal.ts';
import type { RouterConfig } from '../config.ts';
import type { KeptAnswers } from '../execution/kept/kept-answers.ts';
import { countAnswer, nameLanguage } from '../http/answered-operation.ts';
import { arriveAt } from '../http/arrival.ts';
import { COMPRESSED_ROUTE } from '../http/compression.ts';
import { couldBeForged } from '../http/forgery.ts';
import { CSRF_ADVICE } from '../http/graphql-server.ts';
import { faultRefusal } from '../http/http-server.ts';
import { replyKept } from '../http/kept/answer-reply.ts';
import type { AddressOf } from '../http/visitor-address.ts';
import type { LastingOperations } from '../lasting/lasting-operations.ts';
import type { StreamDoor } from '../lasting/stream-door.ts';
import { type CompiledRow, compileTable, matchingRows } from './compiled-table.ts';
import { PROBLEM_JSON, problemBody, problemOfErrors, type RestProblem } from './problems.ts';
import { addRestDocuments } from './rest-documents.ts';
import { type RestOutcome, restOperations } from './rest-operations.ts';
import { type ServedSchemas, type ServedTable, servedTable } from './served-table.ts';

export interface RestRoutesOptions {
  readonly api: RestApi;
  /** Rows whose operations the graph does not have are refused. */
  readonly graphs: ServedSchemas;
  /** Admit and execute what a row asks, as on every other road. */
  readonly operations: LastingOperations;
  readonly streams: StreamDoor;
  /** Undefined where no public answers are kept. */
  readonly answers?: KeptAnswers | undefined;
  readonly admission: Admission;
  readonly addressOf: AddressOf;
  readonly config: RouterConfig;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: Metrics;
}

/**
 * Answers the rows of a table: a request becomes the variables of the row's operation, which is admitted and executed like
 * any other, and its result becomes the answer. What is sold here, this file does not know.
 */
export async function addRestRoutes(app: FastifyInstance, options: RestRoutesOptions): Promise<void> {
  const rows = compileTable(options.api);
  const table = servedTable(rows, options);
  const run = restOperations(options);
  app.addressRefusals.set(REST_PATH, (request, reply, detail) =>
    tell(request, reply, { status: reply.statusCode, code: 'BAD_REQUEST', detail }),
  );
  await app.register(async (rest) => {
    // What a form of another site sends is not read as something else here: it is 415.
    rest.removeContentTypeParser(['application/x-www-form-urlencoded', 'multipart/form-data', 'text/plain']);
    // Clients set the type of bodies once, for requests without one too.
    readJson(rest, { emptyIsNone: true });
    rest.setErrorHandler((error: FastifyError, request, reply) => {
      const { status, headers, body } = faultRefusal(error, request, options);
      return refuse(
        request,
        reply,
        problemOfErrors({ errors: body.errors, status, headers, bodiless: false }),
      );
    });
    rest.addHook('onRequest', (request, reply) => arrive(request, reply, options));
    rest.addHook('onSend', nameLanguage);
    rest.addHook('onResponse', (request, reply, done) => {
      countAnswer(request, reply, options.metrics);
      done();
    });
    for (const row of rows) addRow(rest, row, { ...options, table, run });
    addElsewhere(rest, rows);
  });
  await addRestDocuments(app, options.api, table);
}

interface RunningTable {
  readonly table: ServedTable;
  readonly run: ReturnType<typeof restOperations>;
}

function addRow(
  rest: FastifyInstance,
  compiled: CompiledRow,
  { table, run, ...options }: RestRoutesOptions & RunningTable,
): void {
  const { row } = compiled;
  rest.route({
    ...COMPRESSED_ROUTE,
    config: { unpacks: true },
    method: row.method,
    url: row.path.replaceAll(/\{(\w+)\}/g, ':$1'),
    exposeHeadRoute: methodsOf(row).includes('HEAD'),
    handler: async (request, reply) => {
      if (row.method !== 'GET' && couldBeForged(request))
        return refuse(request, reply, problemOfErrors({ ...FORGED, bodiless: true }));
      if (!table.isServed(compiled)) return refuse(request, reply, NOT_SERVED);
      const outcome = await run(compiled, request);
      request.operation = { name: compiled.operationName };
      return answer(request, reply, { outcome, ...options });
    },
  });
}

/** A HEAD of events would hold a stream open that says nothing. */
function methodsOf({ method, answer }: RestOperation): readonly string[] {
  return method === 'GET' && answer.event === undefined ? ['GET', 'HEAD'] : [method];
}

const FORGED = {
  errors: [{ message: CSRF_ADVICE, extensions: { code: 'CSRF_PREVENTED' } }],
};

/** Asks the stages of arrival, before a body is read. */
async function arrive(
  request: FastifyRequest,
  reply: FastifyReply,
  options: RestRoutesOptions,
): Promise<FastifyReply | undefined> {
  const refusal = await arriveAt(request, options);
  if (refusal) return refuse(request, reply, problemOfRefusal(refusal));
  return isUtf8Address(request.url) ? undefined : refuse(request, reply, NOT_UTF8);
}

const NOT_SERVED: RestProblem = {
  status: 503,
  code: 'SERVICE_UNAVAILABLE',
  detail: 'The shop does not have what this address asks for at the moment: its graph has changed',
};

const NOT_UTF8: RestProblem = {
  status: 400,
  code: 'BAD_REQUEST',
  detail: 'The query string is not UTF-8',
};

function problemOfRefusal({ errors, status, headers }: Refusal): RestProblem {
  const told = errors.map((error) => error.toJSON());
  return problemOfErrors({ errors: told, status, headers, bodiless: true });
}

function answer(
  request: FastifyRequest,
  reply: FastifyReply,
  { outcome, config, clock }: Pick<RestRoutesOptions, 'config' | 'clock'> & { readonly outcome: RestOutcome },
): FastifyReply | ReturnType<typeof replyKept> {
  switch (outcome.kind) {
    case 'problem':
      // A problem of a result union is an answer of the shop, as it is in the graph.
      request.answeredCodes = outcome.codes;
      return tell(request, reply, outcome.problem);
    case 'stream':
      return reply.code(200).headers(outcome.headers).send(outcome.body);
    case 'answer': {
      request.answeredCodes = outcome.codes;
      const { status, headers, text } = outcome;
      reply.code(status).headers(headers);
      return text === undefined ? reply.send() : reply.type(JSON_TYPE).send(text);
    }
    case 'kept': {
      request.answeredCodes = [];
      const { status, headers, found } = outcome;
      reply.code(status).headers(headers);
      const { elsewhereSeconds } = config.answers;
      const told = { found, mediaType: JSON_TYPE, elsewhereSeconds, extensions: undefined, clock };
      return replyKept(request, reply, told);
    }
  }
}

const JSON_TYPE = 'application/json; charset=utf-8';

/** Of a request that is no operation yet. */
function refuse(request: FastifyRequest, reply: FastifyReply, problem: RestProblem): FastifyReply {
  request.answeredCodes = codesOf([{ extensions: { code: problem.code } }]);
  return tell(request, reply, problem);
}

function tell(request: FastifyRequest, reply: FastifyReply, problem: RestProblem): FastifyReply {
  return reply
    .code(problem.status)
    .headers(problem.headers ?? {})
    .type(PROBLEM_JSON)
    .send(JSON.stringify(problemBody(problem, request.id)));
}

/** Every other address and method below: pages answer none of it. A body is not read: some methods would be refused for theirs. */
function addElsewhere(rest: FastifyInstance, rows: readonly CompiledRow[]): void {
  const method = rest.supportedMethods.filter((each) => each !== 'OPTIONS');
  const onRequest = async (request: FastifyRequest, reply: FastifyReply) => {
    const [path = ''] = request.url.split('?', 1);
    const allow = [...new Set(matchingRows(rows, path).flatMap(({ row }) => methodsOf(row)))].sort();
    // Nobody is told to ask as they have asked.
    if (allow.length === 0 || allow.includes(request.method))
      return refuse(request, reply, { status: 404, code: 'NOT_FOUND', detail: NOTHING_HERE });
    return refuse(request, reply, {
      status: 405,
      code: 'BAD_REQUEST',
      detail: `This address takes ${allow.join(', ')}`,
      headers: { allow: allow.join(', ') },
    });
  };
  for (const url of [REST_PATH.slice(0, -1), `${REST_PATH}*`])
    rest.route({ method, url, exposeHeadRoute: false, onRequest, handler: async () => undefined });
}

const NOTHING_HERE = 'There is nothing at this address';
