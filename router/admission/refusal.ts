import type { GraphQLError } from 'graphql';
import { withoutStatus } from '../operation/public-errors.ts';

/** Why a request is not admitted. Each transport says it in its own protocol, and decides nothing. */
export interface Refusal {
  /** One or more, safe to show. */
  readonly errors: readonly GraphQLError[];
  /** The status of an HTTP answer. */
  readonly status: number;
  /** Further headers of an HTTP answer. */
  readonly headers: Readonly<Record<string, string>>;
  /** Of the operation that is refused, once it was read. */
  readonly operationName?: string | undefined;
}

/** @param errors one or more; the first that names a status gives the refusal its own, otherwise it is 400 */
export function refusalOf(...errors: readonly GraphQLError[]): Refusal {
  const http = errors.map(httpOf).find((each) => each !== undefined);
  return {
    errors: errors.map(withoutStatus),
    status: http?.status ?? 400,
    headers: Object.fromEntries(http?.headers ?? []),
  };
}

export function isRefusal(outcome: object): outcome is Refusal {
  return 'errors' in outcome;
}

/** The code that a client acts on. */
export function codeOf(refusal: Refusal): string {
  return String(refusal.errors[0]?.extensions.code);
}

interface Http {
  readonly status: number;
  readonly headers: ReadonlyMap<string, string>;
}

function httpOf(error: GraphQLError): Http | undefined {
  return error.extensions.http as Http | undefined;
}
