import { create, type DescMethod, fromBinary, type Message, toBinary } from '@bufbuild/protobuf';
import { type FaultCode, faultCode } from '@depachika/database/fault-codes.ts';
import { isUnstorableText } from '@depachika/database/faults.ts';
import { withLanguage } from '@depachika/messages/language.ts';
import type { RpcCode } from '@depachika/schema/error-codes.ts';
import { RPC_CALLERS } from '@depachika/schema/rpc-callers.ts';
import { withRequestId } from '@depachika/telemetry/request-id.ts';
import type { Logger } from 'pino';
import { type RpcContext, RpcError, type RpcRoute } from './rpc.ts';

/** One call as either transport hands it over. */
export interface IncomingCall {
  readonly route: RpcRoute;
  readonly method: DescMethod;
  readonly request: Uint8Array;
  readonly context: RpcContext;
}

/**
 * Runs one handler. Rejects with `RpcError` only: the handler's own passes without its cause, what is outside and
 * overloaded, late or away is said to be (`faultCode`), anything else is logged and becomes an INTERNAL that tells nothing.
 */
export async function answerUnary(call: IncomingCall, logger: Logger): Promise<Uint8Array> {
  const { method, context } = call;
  try {
    refuseStranger(call);
    const handler = call.route.handlers[method.localName];
    if (!handler) throw new RpcError('UNAVAILABLE', `${method.name} is not served`);
    const request = decoded(method, call.request);
    const response = await withRequestId(context.requestId, () =>
      withLanguage(context.language, () => handler(request, context)),
    );
    return toBinary(method.output, create(method.output, response));
  } catch (error) {
    throw publicRpcError(error, call, logger);
  }
}

/** Before anything is read: `schema/rpc-callers.ts` names who may call each method. */
function refuseStranger({ method, context: { caller } }: IncomingCall): void {
  const name = `${method.parent.typeName}/${method.name}`;
  if (caller.kind === 'service' && RPC_CALLERS[name]?.includes(caller.service)) return;
  const who = caller.kind === 'service' ? caller.service : `A caller that is ${caller.kind}`;
  throw new RpcError('PERMISSION_DENIED', `${who} may not call ${name}`);
}

function decoded(method: DescMethod, bytes: Uint8Array): Message {
  try {
    return fromBinary(method.input, bytes);
  } catch (cause) {
    throw new RpcError('INVALID_ARGUMENT', `The request does not fit ${method.input.typeName}`, { cause });
  }
}

function publicRpcError(error: unknown, { method, context }: IncomingCall, logger: Logger): RpcError {
  if (error instanceof RpcError) return new RpcError(error.code, error.message);
  if (isUnstorableText(error)) return new RpcError('INVALID_ARGUMENT', 'A text holds a NUL');
  const fault = faultCode(error);
  const rpc = `${method.parent.typeName}/${method.name}`;
  if (fault !== 'OVERLOADED')
    logger.error({ err: error, rpc, requestId: context.requestId }, 'An RPC failed');
  const { code, message } = fault
    ? FAULTS[fault]
    : ({ code: 'INTERNAL', message: 'Something went wrong on the other side' } as const);
  return new RpcError(code, message);
}

/** The same faults in the words of RPC. */
const FAULTS: Readonly<Record<FaultCode, { readonly code: RpcCode; readonly message: string }>> = {
  OVERLOADED: { code: 'RESOURCE_EXHAUSTED', message: 'Too much is going on: try again shortly' },
  SERVICE_UNAVAILABLE: { code: 'UNAVAILABLE', message: 'The other side cannot reach what it needs' },
  DEADLINE_EXCEEDED: { code: 'DEADLINE_EXCEEDED', message: 'The other side took too long' },
  FORBIDDEN: { code: 'PERMISSION_DENIED', message: 'The other side may not do this' },
};
