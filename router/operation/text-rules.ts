import { errorMessage } from '@depachika/graphql/errors.ts';
import type { LocalizedText } from '@depachika/messages/localized-text.ts';
import { allowed, shared } from '@depachika/messages/shared/shared-messages.ts';
import { isStorableText, pathOfText, textsIn } from '@depachika/text/storable-text.ts';
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

/** @returns why these variables cannot be taken: for a text of theirs, at any depth. `field` is where it stands */
export function refusedText(variables: Variables, limits: TextLimits): GraphQLError | undefined {
  for (const [name, value] of Object.entries(variables)) {
    for (const text of textsIn(value)) {
      const refused = refuseText(text, limits);
      if (refused) return refused(`Variable "$${name}"`, pathOfText(text, { [name]: value }) ?? name);
    }
  }
  return undefined;
}

/** @param field as domains name it: `input.lines.0.variantId`; undefined for a text of the document */
type RefuseText = (what: string, field?: string) => GraphQLError;

/** Length comes first: it bounds what everybody after it does with the text. */
function refuseText(text: string, { textLength: limit }: TextLimits): RefuseText | undefined {
  if (text.length > limit)
    return refuse((what) => shared.textTooLong({ what, limit }), allowed.characters({ min: 0, max: limit }), {
      limit,
      actual: text.length,
    });
  return isStorableText(text) ? undefined : refuse(shared.textUnstorable, allowed.storable, {});
}

function refuse(
  message: (what: string) => LocalizedText,
  words: LocalizedText,
  figures: Readonly<Record<string, number>>,
): RefuseText {
  return (what, field) => {
    const place = field === undefined ? {} : { field, allowed: errorMessage(words) };
    return routerError('BAD_USER_INPUT', message(what), {
      status: 400,
      extensions: { ...figures, ...place },
    });
  };
}
