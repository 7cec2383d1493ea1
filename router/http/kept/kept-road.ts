import type { Clock } from '@depachika/clock/clock.ts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Admission } from '../../admission/admission.ts';
import { isRefusal } from '../../admission/refusal.ts';
import type { RouterConfig } from '../../config.ts';
import { shownCost } from '../../execution/cost-extension.ts';
import type { KeptAnswers } from '../../execution/kept/kept-answers.ts';
import { clientVariables } from '../../operation/variables.ts';
import type { HttpOperation, KnownOperation } from '../apollo-admission.ts';
import { replyKept } from './answer-reply.ts';
import type { KnownAnswer } from './known-answer.ts';
import { plainOperation } from './plain-operation.ts';

export interface KeptRoadOptions {
  readonly answers: KeptAnswers;
  readonly admission: Admission;
  readonly config: RouterConfig;
  readonly clock: Clock;
}

export interface KeptRoad {
  /**
   * Answers what is public without Apollo Server. Admission is asked first, as for every request.
   * @returns the answer; or what was found out on the way, so that it is not asked again
   */
  take(
    request: FastifyRequest,
    reply: FastifyReply,
    known: KnownOperation,
  ): Promise<{ readonly sent: string | Buffer | FastifyReply } | Pick<HttpOperation, 'outcome' | 'kept'>>;
  /** @param mediaType of the answer */
  reply(
    request: FastifyRequest,
    reply: FastifyReply,
    answer: KnownAnswer & { readonly mediaType: string },
  ): Promise<string | Buffer | FastifyReply>;
}

export function keptRoad({ answers, admission, config, clock }: KeptRoadOptions): KeptRoad {
  const cost = { production: config.production, costBudgets: config.limits.costBudgets };
  return { take, reply: send };

  async function take(
    request: FastifyRequest,
    reply: FastifyReply,
    known: KnownOperation,
  ): ReturnType<KeptRoad['take']> {
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
    // Apollo Server tells of what was refused, and of what failed.
    const admitted = await outcome.catch(() => undefined);
    if (!admitted || isRefusal(admitted) || !answers.isKept(admitted)) return { outcome };
    const found = await answers.answer(admitted, variables, {
      caller,
      requestId: request.id,
      language: request.language,
    });
    if (!('kept' in found)) return { outcome, kept: found };
    known.name = admitted.operation.name?.value ?? operationName;
    known.codes = [];
    return { sent: await send(request, reply, { found, prepared: admitted, variables, mediaType }) };
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
