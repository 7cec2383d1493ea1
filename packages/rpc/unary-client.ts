import {
  create,
  type DescMethod,
  type DescService,
  fromBinary,
  type MessageInitShape,
  toBinary,
} from '@bufbuild/protobuf';
import { assertOutsideTransaction } from '@depachika/database/inside-transaction.ts';
import type { Caller } from '@depachika/identity/caller.ts';
import { newId } from '@depachika/ids/ids.ts';
import { currentLanguage, type Language } from '@depachika/messages/language.ts';
import { currentRequestId } from '@depachika/telemetry/request-id.ts';
import { type CallOptions, type RpcClient, RpcError } from './rpc.ts';

/** A call as a transport carries it: bytes, so that caller and callee never share a message. */
export interface OutgoingCall {
  readonly service: DescService;
  readonly method: DescMethod;
  readonly request: Uint8Array;
  readonly caller: Caller;
  readonly requestId: string;
  readonly language: Language;
  readonly timeoutMs: number;
  /** Aborts with an `RpcError`; the answer is not awaited any more. */
  readonly signal: AbortSignal;
}

/** Carries a call to where it is answered. Rejects with `RpcError` only. */
export type SendCall = (call: OutgoingCall) => Promise<Uint8Array>;

/** A typed client over any transport. @param caller who calls */
export function unaryClient<S extends DescService>(service: S, caller: Caller, send: SendCall): RpcClient<S> {
  const calls = service.methods.map((method) => [method.localName, unaryCall(service, method, caller, send)]);
  return Object.fromEntries(calls) as RpcClient<S>;
}

const DEFAULT_TIMEOUT_MS = 5_000;

function unaryCall(service: DescService, method: DescMethod, caller: Caller, send: SendCall) {
  const name = `${service.typeName}/${method.name}`;
  if (method.methodKind !== 'unary')
    return () => Promise.reject(new RpcError('INTERNAL', `${name} is not unary`));

  return async (init: MessageInitShape<DescMethod['input']>, options: CallOptions = {}) => {
    assertOutsideTransaction(`RPC ${name}`);
    const request = encoded(method, init, name);
    const response = await withinDeadline(name, options, (signal, timeoutMs) =>
      send({
        service,
        method,
        request,
        caller,
        requestId: currentRequestId() ?? newId('req'),
        language: currentLanguage(),
        timeoutMs,
        signal,
      }),
    );
    return fromBinary(method.output, response);
  };
}

function encoded(method: DescMethod, init: MessageInitShape<DescMethod['input']>, name: string): Uint8Array {
  try {
    return toBinary(method.input, create(method.input, init));
  } catch (cause) {
    throw new RpcError('INVALID_ARGUMENT', `The request of ${name} does not fit its contract`, { cause });
  }
}

/** Real time, as on the network: a clock that a simulation sets forward does not end the calls that are under way. */
function withinDeadline<T>(
  name: string,
  options: CallOptions,
  run: (signal: AbortSignal, timeoutMs: number) => Promise<T>,
): Promise<T> {
  const timeoutMs = options.timeoutMs ?? DEFAULT_TIMEOUT_MS;
  const controller = new AbortController();
  return new Promise<T>((resolve, reject) => {
    const giveUp = (error: RpcError) => {
      settle();
      controller.abort(error);
      reject(error);
    };
    const deadline = setTimeout(
      () => giveUp(new RpcError('DEADLINE_EXCEEDED', `${name} took more than ${timeoutMs} ms`)),
      timeoutMs,
    );
    const onAbort = () => giveUp(cancellation(name, options.signal?.reason));
    const settle = () => {
      clearTimeout(deadline);
      options.signal?.removeEventListener('abort', onAbort);
    };
    if (options.signal?.aborted) return onAbort();
    options.signal?.addEventListener('abort', onAbort, { once: true });
    run(controller.signal, timeoutMs).then(resolve, reject).finally(settle);
  });
}

/** The outer call's deadline stays a deadline; every other reason is the caller's own wish. */
function cancellation(name: string, reason: unknown): RpcError {
  const late = reason instanceof RpcError && reason.code === 'DEADLINE_EXCEEDED';
  return new RpcError(late ? 'DEADLINE_EXCEEDED' : 'CANCELLED', `${name} was given up by its caller`, {
    cause: reason,
  });
}
