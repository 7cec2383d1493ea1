import type { DescService, MessageInitShape, MessageShape } from '@bufbuild/protobuf';
import type { Caller } from '@depachika/identity/caller.ts';
import type { Language } from '@depachika/messages/language.ts';
import type { RpcCode } from '@depachika/schema/error-codes.ts';

/** What a handler knows of the call beside its message. */
export interface RpcContext {
  readonly caller: Caller;
  readonly requestId: string;
  /** Of the person whose request led to the call. */
  readonly language: Language;
  /** Aborts when the caller's deadline passes or the caller goes away. */
  readonly signal: AbortSignal;
}

export class RpcError extends Error {
  readonly code: RpcCode;
  constructor(code: RpcCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

type Methods<S extends DescService> = S['method'];

/** One function per unary method of the contract, named as protobuf-es names it (camelCase). */
export type RpcHandlers<S extends DescService> = {
  [M in keyof Methods<S>]: (
    request: MessageShape<Methods<S>[M]['input']>,
    context: RpcContext,
  ) => Promise<MessageInitShape<Methods<S>[M]['output']>>;
};

export interface CallOptions {
  /** Default 5,000. */
  readonly timeoutMs?: number;
  /** Gives the call up when it aborts: hand on a handler's own `signal`, and its deadline holds for nested calls. */
  readonly signal?: AbortSignal;
}

/** The same shape for callers: throws `RpcError`, and refuses to be called inside a database transaction. */
export type RpcClient<S extends DescService> = {
  [M in keyof Methods<S>]: (
    request: MessageInitShape<Methods<S>[M]['input']>,
    options?: CallOptions,
  ) => Promise<MessageShape<Methods<S>[M]['output']>>;
};

/** A service with its handlers, as a subgraph's boundary offers it to either transport. */
export interface RpcRoute<S extends DescService = DescService> {
  readonly service: S;
  readonly handlers: RpcHandlers<S>;
}

/** Makes clients of other services, whichever way they are reached. Nothing is connected before the first call. */
export interface RpcConnector {
  client<S extends DescService>(service: S): RpcClient<S>;
}

/** Pairs a contract with its handlers so that both transports can serve it. */
export function rpcRoute<S extends DescService>(service: S, handlers: RpcHandlers<S>): RpcRoute {
  return { service, handlers } as unknown as RpcRoute;
}
