import type { SubgraphCode } from '@depachika/schema/error-codes.ts';
import { type ASTNode, GraphQLError } from 'graphql';

/** A top-level error with a stable code, for resolvers to throw. The message is shown to clients. @param node at fault */
export function codedError(
  code: SubgraphCode,
  message: string,
  extensions: Readonly<Record<string, unknown>> = {},
  node?: ASTNode,
): GraphQLError {
  return new GraphQLError(message, { nodes: node, extensions: { ...extensions, code } });
}

/** For a caller who is not signed in and must be. */
export function unauthenticated(message = 'Sign in first'): GraphQLError {
  return codedError('UNAUTHENTICATED', message);
}

/** For a caller who is signed in and may not do this. */
export function forbidden(message = 'You may not do this'): GraphQLError {
  return codedError('FORBIDDEN', message);
}

/** @param field the argument at fault, such as `first` @param allowed what it may hold, such as `from 1 to 100` */
export function badUserInput(field: string, allowed: string): GraphQLError {
  return codedError('BAD_USER_INPUT', `${field} must be ${allowed}`, { field, allowed });
}
