import type { GraphQLFormattedError } from 'graphql';
import type { Refusal } from '../admission/refusal.ts';

/** A refusal as HTTP says it. */
export interface HttpRefusal {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: { readonly errors: readonly GraphQLFormattedError[] };
}

/** Adds nothing but what HTTP asks for beside a status: a 401 names the scheme to sign in with. */
export function httpRefusal({ errors, status, headers }: Refusal): HttpRefusal {
  return {
    status,
    headers: status === 401 ? { ...headers, 'www-authenticate': 'Bearer' } : headers,
    body: { errors: errors.map((error) => error.toJSON()) },
  };
}
