import { type GraphQLResolveInfo, Kind, type SelectionNode, type SelectionSetNode } from 'graphql';

/**
 * Whether an operation names this field directly below the one that is resolved, also in a fragment: so that what is read
 * for both can be read at once. One that `@skip` or `@include` leaves out counts as asked for.
 */
export function asksFor(info: GraphQLResolveInfo, field: string): boolean {
  const { fragments } = info;
  return info.fieldNodes.some(({ selectionSet }) => has(selectionSet));

  function has(selectionSet: SelectionSetNode | undefined): boolean {
    return (selectionSet?.selections ?? []).some(isIt);
  }

  function isIt(selection: SelectionNode): boolean {
    switch (selection.kind) {
      case Kind.FIELD:
        return selection.name.value === field;
      case Kind.INLINE_FRAGMENT:
        return has(selection.selectionSet);
      case Kind.FRAGMENT_SPREAD:
        return has(fragments[selection.name.value]?.selectionSet);
    }
  }
}
