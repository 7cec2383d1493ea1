import type { GraphQLRequest } from '@depachika/graphql/executable-subgraph.ts';
import { shared } from '@depachika/messages/shared/shared-messages.ts';
import type { Logger } from 'pino';
import type { BudgetSettings, CircuitSettings, GuardSettings } from '../../config.ts';
import { routerError } from '../../operation/public-errors.ts';
import {
  type SubgraphAnswer,
  type SubgraphCall,
  type SubgraphTransport,
  wasTooLarge,
} from '../subgraph-transport.ts';
import { type CircuitState, createCircuit } from './circuit.ts';
import { budgetsOf, type CallKind, kindOf } from './time-budgets.ts';
import { type CallTime, TimeIsOver, withinTime } from './time-limit.ts';

export interface GuardedTransport extends SubgraphTransport {
  circuit(): CircuitState;
}

/**
 * The same transport, for whose answer nobody waits longer than its budget, and which is not asked at all while it does not
 * answer. What was refused was not sent; nothing is sent twice. Subscriptions pass: who opens them tries again by itself.
 */
export function guardedTransport(
  { subgraph, transport, logger }: GuardedPart,
  { budgets, circuit: settings }: GuardSettings,
): GuardedTransport {
  const inTime = timeLimits(subgraph, budgets);
  const isAway = awayCheck(transport);
  const circuit = createCircuit({
    settings,
    refusal: () => unavailable(`${subgraph} has not answered lately, and was not asked`, settings),
    onOpen: (err) => logger.warn({ err, subgraph }, OPENED),
    onClose: () => logger.warn({ subgraph }, CLOSED),
  });

  return {
    execute: (request, call) =>
      circuit.run(
        () => inTime(request, call, (time) => transport.execute(request, new TimedCall(call, time))),
        async (error) => {
          const blame = blameOf(error);
          return blame === 'unclear' ? isAway() : blame === 'domain';
        },
      ),
    subscribe: (request, call) => transport.subscribe(request, call),
    ready: () => transport.ready(),
    close: () => transport.close(),
    circuit: circuit.state,
  };
}

export interface GuardedPart {
  readonly subgraph: string;
  readonly transport: SubgraphTransport;
  readonly logger: Logger;
}

class TimedCall implements SubgraphCall {
  readonly identityToken: string;
  readonly end: CallTime;
  readonly left: AbortSignal | undefined;

  constructor({ identityToken, signal }: SubgraphCall, time: CallTime) {
    this.identityToken = identityToken;
    this.end = time;
    this.left = signal;
  }

  get signal(): AbortSignal {
    return this.end.signal;
  }
}

const OPENED =
  'A domain does not answer and is not asked for the moment: its part of every answer is null. See whether its process runs, and what its log says. It is tried again by itself';
const CLOSED = 'A domain answers again';

type InTime = (
  request: GraphQLRequest,
  call: SubgraphCall,
  ask: (time: CallTime) => Promise<SubgraphAnswer>,
) => Promise<SubgraphAnswer>;

function timeLimits(subgraph: string, settings: BudgetSettings): InTime {
  const budgets = budgetsOf(subgraph, settings);
  return async (request, call, ask) => {
    const kind = kindOf(request);
    try {
      return await withinTime(budgets[kind], call.signal, ask);
    } catch (cause) {
      const isLate = cause instanceof TimeIsOver;
      throw isLate ? late(kind, `${subgraph} took longer than ${budgets[kind]} ms`) : cause;
    }
  };
}

/** What is late may only have been asked for much: the domain is away when it does not even answer whether it is ready. */
function awayCheck(transport: SubgraphTransport): () => Promise<boolean> {
  let asking: Promise<boolean> | undefined;
  return () => {
    asking ??= withinTime(READY_WITHIN_MS, undefined, () => transport.ready())
      .then(
        () => false,
        () => true,
      )
      .finally(() => {
        asking = undefined;
      });
    return asking;
  };
}

const READY_WITHIN_MS = 1_000;

/** Whose fault it is that there is no answer. A refusal of the request is the router's own, not the domain's. */
function blameOf(error: unknown): 'domain' | 'nobody' | 'unclear' {
  if (wasTooLarge(error)) return 'nobody';
  for (let at = error; at instanceof Error; at = at.cause) {
    const { code, statusCode } = at as Error & { code?: unknown; statusCode?: unknown };
    if (at instanceof Late || LATE_CODES.has(code)) return 'unclear';
    if (typeof statusCode === 'number' && statusCode < 500) return 'nobody';
  }
  return 'domain';
}

class Late extends Error {}

const LATE_CODES: ReadonlySet<unknown> = new Set(['UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT']);

function late(kind: CallKind, reason: string): Error {
  const error =
    kind === 'mutation'
      ? routerError('DEADLINE_EXCEEDED', shared.partLate)
      : routerError('SUBGRAPH_UNAVAILABLE', shared.partAway);
  error.cause = new Late(reason);
  return error;
}

function unavailable(reason: string, { openMs }: CircuitSettings): Error {
  const retryAfterSeconds = Math.ceil(openMs / 1_000);
  const error = routerError('SUBGRAPH_UNAVAILABLE', shared.partAway, { extensions: { retryAfterSeconds } });
  error.cause = new Error(reason);
  return error;
}
