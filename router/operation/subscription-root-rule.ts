import { type ASTVisitor, GraphQLError, Kind, type SelectionSetNode, type ValidationContext } from 'graphql';

/**
 * A subscription's own field must not depend on a variable: whether there is a stream, and who may read it, would.
 * Source: GraphQL specification, draft of 2025, section 5.2.4.1 (newer than graphql 16).
 */
export function unconditionalSubscriptionRule(context: ValidationContext): ASTVisitor {
  return {
    OperationDefinition(operation) {
      if (operation.operation !== 'subscription') return undefined;
      if (isConditional(operation.selectionSet, context, new Set())) {
        context.reportError(
          new GraphQLError('The field of a subscription takes no @skip or @include', { nodes: operation }),
        );
      }
      return undefined;
    },
  };
}

function isConditional(set: SelectionSetNode, context: ValidationContext, visited: Set<string>): boolean {
  return set.selections.some((selection) => {
    const names = selection.directives?.map((directive) => directive.name.value) ?? [];
    if (names.includes('skip') || names.includes('include')) return true;
    if (selection.kind === Kind.FIELD) return false;
    if (selection.kind === Kind.INLINE_FRAGMENT)
      return isConditional(selection.selectionSet, context, visited);
    const fragment = context.getFragment(selection.name.value);
    if (!fragment || visited.has(selection.name.value)) return false;
    return isConditional(fragment.selectionSet, context, visited.add(selection.name.value));
  });
}
