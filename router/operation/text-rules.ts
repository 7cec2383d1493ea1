import { shared } from '@depachika/messages/shared/shared-messages.ts';
import { isStorableText, textsIn } from '@depachika/text/storable-text.ts';
import type { ASTVisitor, GraphQLError, ValidationContext, ValidationRule } from 'graphql';
import { routerError } from './public-errors.ts';
import type { Variables } from './variables.ts';

/** What any text in a request may be, before its domain looks at it. */
export interface TextLimits {
  /** UTF-16 units: as many as are measured without reading the text. */
  readonly textLength: number;
}

/** No text of a document may be longer than any that the shop takes, or hold what could not be kept. */
export function textRule(limits: TextLimits): ValidationRule {
  return (context: ValidationContext): ASTVisitor => ({
    StringValue(node) {
      const refused = refuseText(node.value, limits);
      if (refused) context.reportError(refused(`The text in line ${node.loc?.startToken.line}`));
    },
  });
}

/** @returns why these variables cannot be taken: for a text of theirs, at any depth */
export function refusedText(variables: Variables, limits: TextLimits): GraphQLError | undefined {
  for (const [name, value] of Object.entries(variables)) {
    for (const text of textsIn(value)) {
      const refused = refuseText(text, limits);
      if (refused) return refused(`Variable "$${name}"`);
    }
  }
  return undefined;
}

/** Says what holds the text. */
type RefuseText = (what: string) => GraphQLError;

/** Length comes first: it bounds what everybody after it does with the text. */
function refuseText(text: string, { textLength: limit }: TextLimits): RefuseText | undefined {
  if (text.length > limit) {
    const extensions = { limit, actual: text.length };
    return (what) =>
      routerError('BAD_USER_INPUT', shared.textTooLong({ what, limit }), { status: 400, extensions });
  }
  if (isStorableText(text)) return undefined;
  return (what) => routerError('BAD_USER_INPUT', shared.textUnstorable(what), { status: 400 });
}
