import type { RpcCode } from '@depachika/schema/error-codes.ts';
import { status } from '@grpc/grpc-js';
import { RpcError } from './rpc.ts';

/** gRPC's number for each of our codes. Source: gRPC status codes, core specification. */
export const GRPC_STATUS: Readonly<Record<RpcCode, number>> = {
  CANCELLED: status.CANCELLED,
  INVALID_ARGUMENT: status.INVALID_ARGUMENT,
  DEADLINE_EXCEEDED: status.DEADLINE_EXCEEDED,
  NOT_FOUND: status.NOT_FOUND,
  ALREADY_EXISTS: status.ALREADY_EXISTS,
  PERMISSION_DENIED: status.PERMISSION_DENIED,
  RESOURCE_EXHAUSTED: status.RESOURCE_EXHAUSTED,
  FAILED_PRECONDITION: status.FAILED_PRECONDITION,
  INTERNAL: status.INTERNAL,
  UNAVAILABLE: status.UNAVAILABLE,
  UNAUTHENTICATED: status.UNAUTHENTICATED,
};

const CODES = new Map(Object.entries(GRPC_STATUS).map(([code, number]) => [number, code as RpcCode]));

/** What a gRPC client reports, in our codes. A method or service that is not there is as good as away. */
export function rpcErrorOf(error: { readonly code: number; readonly details: string }): RpcError {
  const code = error.code === status.UNIMPLEMENTED ? 'UNAVAILABLE' : (CODES.get(error.code) ?? 'INTERNAL');
  return new RpcError(code, error.details, { cause: error });
}
