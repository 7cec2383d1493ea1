import { isStorableText, textsIn } from '@depachika/text/storable-text.ts';
import type { ASTVisitor, GraphQLError, ValidationContext } from 'graphql';
import { codedError } from './errors.ts';

/** @returns why these variables cannot be taken: a text of theirs could not even be looked for in a database */
export function refuseUnstorable(variables: unknown): GraphQLError | undefined {
  for (const text of textsIn(variables))
    if (!isStorableText(text)) return codedError('BAD_USER_INPUT', UNSTORABLE);
  return undefined;
}

/** The same of the texts that stand in a document. */
export function storableTextRule(context: ValidationContext): ASTVisitor {
  return {
    StringValue(node) {
      if (!isStorableText(node.value))
        context.reportError(codedError('BAD_USER_INPUT', UNSTORABLE, {}, node));
    },
  };
}

const UNSTORABLE = 'A text holds a NUL or half of a surrogate pair';
