import type { RouterCode, SubgraphCode } from '@depachika/schema/error-codes.ts';

/** What every HTTP port of the shop answers with when it refuses: a GraphQL answer without data. */
export interface ErrorBody {
  readonly errors: {
    readonly message: string;
    readonly extensions: Record<string, unknown> & { readonly code: RouterCode | SubgraphCode };
  }[];
}

export function errorBody(
  code: RouterCode | SubgraphCode,
  message: string,
  extensions: Readonly<Record<string, unknown>> = {},
): ErrorBody {
  return { errors: [{ message, extensions: { ...extensions, code } }] };
}
