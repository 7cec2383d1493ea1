import type { LocalizedText } from '@depachika/messages/localized-text.ts';
import { shared } from '@depachika/messages/shared/shared-messages.ts';
import type { CodeForPeople, SubgraphCode } from '@depachika/schema/error-codes.ts';
import { type ASTNode, GraphQLError } from 'graphql';

/** What an error may say: people read the texts of catalogues alone. */
export type ErrorText<Code> = Code extends CodeForPeople ? LocalizedText : LocalizedText | string;

/** As the one reads it for whose request this runs. */
export function errorMessage(text: LocalizedText | string): string {
  return typeof text === 'string' ? text : text.toJSON();
}

/** A top-level error with a stable code, for resolvers to throw. The message is shown to clients. @param node at fault */
export function codedError<Code extends SubgraphCode>(
  code: Code,
  message: ErrorText<Code>,
  extensions: Readonly<Record<string, unknown>> = {},
  node?: ASTNode,
): GraphQLError {
  return new GraphQLError(errorMessage(message), { nodes: node, extensions: { ...extensions, code } });
}

/** For a caller who is not signed in and must be. */
export function unauthenticated(message = shared.signInFirst): GraphQLError {
  return codedError('UNAUTHENTICATED', message);
}

/** For a caller who is signed in and may not do this. */
export function forbidden(message = shared.notAllowed): GraphQLError {
  return codedError('FORBIDDEN', message);
}

/** @param field the argument at fault, such as `first` @param allowed what it may hold, such as `from 1 to 100` */
export function badUserInput(field: string, allowed: LocalizedText): GraphQLError {
  const message = shared.badValue({ field, allowed });
  return codedError('BAD_USER_INPUT', message, { field, allowed: allowed.toJSON() });
}
