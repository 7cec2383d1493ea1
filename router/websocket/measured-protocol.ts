import { codesOf } from '@depachika/schema/error-outcomes.ts';
import { countedName } from '@depachika/schema/trusted-operations.ts';
import type { Metrics } from '@depachika/telemetry/metrics.ts';
import { type ExecutionArgs, type ExecutionResult, getOperationAST } from 'graphql';
import type { OperationResult, ServerOptions } from 'graphql-ws';
import { countOperation, type Events, measuredEvents } from '../lasting/measured-operations.ts';
import type { Connection, InitPayload } from './websocket-protocol.ts';

type Protocol = ServerOptions<InitPayload, Connection>;

/** The same protocol, counted: each operation, of a subscription its start, its events and how it ended. */
export function measuredProtocol(protocol: Protocol, metrics: Metrics): Protocol {
  const begun = new WeakMap<object, number>();
  return {
    ...protocol,
    async onSubscribe(context, id, payload) {
      const began = performance.now();
      const answer = await protocol.onSubscribe?.(context, id, payload);
      if (Array.isArray(answer))
        countOperation(metrics, { name: payload.operationName, codes: codesOf(answer), began });
      else if (answer) begun.set(answer, began);
      return answer;
    },
    onOperation({ extra: connection }, _id, _payload, args, result) {
      const name = nameOf(args);
      const began = begun.get(args) ?? performance.now();
      if (isStream(result)) {
        countOperation(metrics, { name, codes: [], began });
        const watched = { operation: countedName(name), connectionEnd: () => connection.endCode };
        return measuredEvents(result, watched, metrics);
      }
      countOperation(metrics, { name, codes: codesOf((result as ExecutionResult).errors), began });
      return undefined;
    },
  };
}

function nameOf({ document, operationName }: ExecutionArgs): string | undefined {
  return getOperationAST(document, operationName)?.name?.value;
}

function isStream(result: OperationResult): result is Events {
  return typeof result === 'object' && result !== null && Symbol.asyncIterator in result;
}
