import { isStorable } from '@depachika/graphql/storable-text.ts';
import type { ASTVisitor, GraphQLError, ValidationContext } from 'graphql';
import { routerError } from './public-errors.ts';
import type { Variables } from './variables.ts';

/** No text of a document may hold what the shop could not keep. */
export function storableTextRule(context: ValidationContext): ASTVisitor {
  return {
    StringValue(node) {
      if (!isStorable(node.value))
        context.reportError(unstorable(`The text in line ${node.loc?.startToken.line}`));
    },
  };
}

/** @returns why these variables cannot be taken: a text of theirs, at any depth, could not be kept */
export function unstorableVariables(variables: Variables): GraphQLError | undefined {
  for (const [name, value] of Object.entries(variables)) {
    if (holdsUnstorable(value)) return unstorable(`Variable "$${name}"`);
  }
  return undefined;
}

/** Without recursion: a client decides how deep its variables are. */
function holdsUnstorable(value: unknown): boolean {
  const rest = [value];
  for (let next = rest.pop(); next !== undefined || rest.length > 0; next = rest.pop()) {
    if (typeof next === 'string' && !isStorable(next)) return true;
    if (typeof next !== 'object' || next === null) continue;
    for (const part of Object.values(next)) rest.push(part);
  }
  return false;
}

function unstorable(what: string): GraphQLError {
  return routerError('BAD_USER_INPUT', `${what} holds a NUL or half of a surrogate pair`, { status: 400 });
}
