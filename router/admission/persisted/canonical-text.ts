import { createHash } from 'node:crypto';
import {
  type DocumentNode,
  type FieldNode,
  Kind,
  print,
  type SelectionNode,
  type SelectionSetNode,
  visit,
} from 'graphql';

/**
 * One text for all documents that ask for the same: spaces, comments and the order of operations and fragments do not count, nor
 * does `__typename` without an alias, which Apollo Client, urql and Relay add to what their users wrote. The order of fields
 * counts, since answers have it.
 */
export function canonicalText(document: DocumentNode): string {
  const { definitions } = visit(document, { SelectionSet: { leave: withoutTypeNames } });
  return definitions
    .map((definition) => print(definition))
    .sort()
    .join('\n');
}

/** SHA-256 in hexadecimal. */
export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function withoutTypeNames(set: SelectionSetNode): SelectionSetNode {
  const asked = set.selections.filter((selection) => !isTypeName(selection));
  // Of an object of which nothing else is wanted, it is the question.
  const selections = asked.length > 0 ? asked : set.selections.slice(0, 1);
  return selections.length === set.selections.length ? set : { ...set, selections };
}

function isTypeName(selection: SelectionNode): selection is FieldNode {
  if (selection.kind !== Kind.FIELD || selection.name.value !== '__typename') return false;
  return selection.alias === undefined && !selection.directives?.length;
}
