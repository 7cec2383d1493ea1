import type { Clock } from '@depachika/clock/clock.ts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Admission } from '../admission/admission.ts';
import { callerOf } from '../admission/arrival-stages.ts';
import { isRefusal } from '../admission/refusal.ts';
import type { RouterConfig } from '../config.ts';
import { shownCost } from '../execution/cost-extension.ts';
import type { FederatedExecutor } from '../execution/federated-executor.ts';
import type { FoundAnswer, KeptAnswers, OwnAnswer } from '../execution/kept/kept-answers.ts';
import { type OpenScope, withScope } from '../execution/request-scope.ts';
import type { WrittenAnswer } from '../execution/written-answer.ts';
import type { PreparedOperation } from '../operation/operations.ts';
import type { PublicResult } from '../operation/public-errors.ts';
import { clientVariables, type Variables } from '../operation/variables.ts';
import type { HttpOperation, KnownOperation } from './apollo-admission.ts';
import { replyKept } from './kept/answer-reply.ts';
import type { KnownAnswer } from './kept/known-answer.ts';
import { plainOperation } from './kept/plain-operation.ts';

export interface PlainRoadOptions {
  /** Undefined where no public answers are kept. */
  readonly answers: KeptAnswers | undefined;
  readonly executor: Pick<FederatedExecutor, 'write'>;
  readonly admission: Admission;
  readonly openScope: OpenScope;
  readonly config: RouterConfig;
  readonly clock: Clock;
}

/** An answer of the caller's own, in which nothing is wrong. */
export interface PlainAnswer {
  readonly body: string | Buffer;
  readonly mediaType: string;
}

/** Beside Apollo Server, whose pipeline finds out for each request what most requests make plain. */
export interface PlainRoad {
  /**
   * Answers an operation as most clients send it. Admission is asked first, as for every request. What was refused or failed, in
   * part or as a whole, is told by Apollo Server.
   * @returns the answer; or what was found out on the way, so that it is not asked again
   */
  take(
    request: FastifyRequest,
    reply: FastifyReply,
    known: KnownOperation,
  ): Promise<
    | { readonly sent: string | Buffer | FastifyReply }
    | PlainAnswer
    | Pick<HttpOperation, 'outcome' | 'kept' | 'executed'>
  >;
  /** @param mediaType of the answer */
  replyKept(
    request: FastifyRequest,
    reply: FastifyReply,
    answer: KnownAnswer & { readonly mediaType: string },
  ): Promise<string | Buffer | FastifyReply>;
}

export function plainRoad(options: PlainRoadOptions): PlainRoad {
  const { answers, admission, config, clock } = options;
  const cost = { production: config.production, costBudgets: config.limits.costBudgets };
  return { take, replyKept: send };

  async function take(
    request: FastifyRequest,
    reply: FastifyReply,
    known: KnownOperation,
  ): ReturnType<PlainRoad['take']> {
    const plain = plainOperation(request);
    if (!plain) return {};
    const { query, operationName, mediaType } = plain;
    const { caller } = request.access!;
    const variables = clientVariables(plain.variables);
    const outcome = admission.admit({
      transport: request.method === 'GET' ? 'http-get' : 'http-post',
      caller,
      address: request.address,
      query,
      operationName,
      variables,
    });
    const prepared = await outcome.catch(() => undefined);
    if (!prepared || isRefusal(prepared)) return { outcome };
    known.name = prepared.operation.name?.value ?? operationName;
    const found = await everybodys(request, prepared, variables);
    if ('kept' in found) {
      known.codes = [];
      return { sent: await send(request, reply, { found, prepared, variables, mediaType }) };
    }
    if (found.result) return { outcome, kept: found };
    const executed = execute(request, prepared, variables, options);
    const answer = await executed.catch(() => undefined);
    if (!answer || !('body' in answer))
      return { outcome, kept: found, executed: executed as Promise<PublicResult> };
    known.codes = [];
    return { body: answer.body, mediaType };
  }

  async function everybodys(
    { access, id: requestId, language }: FastifyRequest,
    prepared: PreparedOperation,
    variables: Variables,
  ): Promise<FoundAnswer | OwnAnswer> {
    if (!answers?.isKept(prepared)) return {};
    return answers.answer(prepared, variables, { caller: access!.caller, requestId, language });
  }

  function send(
    request: FastifyRequest,
    reply: FastifyReply,
    { found, prepared, variables, mediaType }: KnownAnswer & { readonly mediaType: string },
  ): Promise<string | Buffer | FastifyReply> {
    const shown = shownCost(cost, { prepared, variables, caller: request.access!.caller });
    return replyKept(request, reply, {
      found,
      mediaType,
      elsewhereSeconds: config.answers.elsewhereSeconds,
      extensions: shown && { cost: shown },
      clock,
    });
  }
}

/** Somebody unknown who changes something is told by their network. */
function execute(
  { access, address, id: requestId, language }: FastifyRequest,
  prepared: PreparedOperation,
  variables: Variables,
  { executor, openScope }: Pick<PlainRoadOptions, 'executor' | 'openScope'>,
): Promise<WrittenAnswer | PublicResult> {
  const caller = callerOf({ caller: access!.caller, address }, prepared);
  return withScope(openScope, { caller, requestId, language }, (scope) =>
    executor.write(prepared, variables, scope),
  );
}
