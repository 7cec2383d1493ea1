import {
  type DocumentNode,
  type FragmentDefinitionNode,
  type FragmentSpreadNode,
  type InlineFragmentNode,
  Kind,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
  visit,
} from 'graphql';

export type Fragments = Readonly<Record<string, FragmentDefinitionNode>>;

/** One operation, with the fragments that it spreads and no others. */
export interface OperationPart {
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  readonly fragments: Fragments;
}

/** The two parts of an operation that asks about the graph. */
export interface SplitOperation {
  /** For graphql-js, which knows each field of its own introspection: the planner's own list of them is older. */
  readonly introspection: OperationPart;
  /** For the planner; undefined when there is nothing else. */
  readonly rest: OperationPart | undefined;
  /** Keys of the whole answer, as they were asked for. */
  readonly keys: readonly string[];
}

/** @returns undefined when the operation does not ask about the graph, at its root: there are no other places */
export function splitIntrospection(
  operation: OperationDefinitionNode,
  fragments: Fragments,
): SplitOperation | undefined {
  const introspection = partOf(operation, fragments, isIntrospection);
  if (!introspection) return undefined;
  const rest = partOf(operation, fragments, (name) => !isIntrospection(name));
  return { introspection, rest, keys: rootKeys(operation.selectionSet, fragments) };
}

function isIntrospection(fieldName: string): boolean {
  return fieldName === '__schema' || fieldName === '__type';
}

type Wanted = (fieldName: string) => boolean;

function partOf(
  operation: OperationDefinitionNode,
  fragments: Fragments,
  wanted: Wanted,
): OperationPart | undefined {
  const selectionSet = wantedOf(operation.selectionSet, fragments, wanted);
  if (!selectionSet) return undefined;
  const part: OperationDefinitionNode = { ...operation, selectionSet };
  const spread = spreadBy(part, fragments);
  return {
    document: { kind: Kind.DOCUMENT, definitions: [part, ...Object.values(spread)] },
    operation: part,
    fragments: spread,
  };
}

/** Fragments at the root are written out, since a part of each may be wanted. */
function wantedOf(set: SelectionSetNode, fragments: Fragments, wanted: Wanted): SelectionSetNode | undefined {
  const selections = set.selections.flatMap((selection): readonly SelectionNode[] => {
    if (selection.kind === Kind.FIELD) return wanted(selection.name.value) ? [selection] : [];
    const fragment = writtenOut(selection, fragments);
    const selectionSet = fragment && wantedOf(fragment.selectionSet, fragments, wanted);
    return selectionSet ? [{ ...fragment, selectionSet }] : [];
  });
  return selections.length > 0 ? { ...set, selections } : undefined;
}

function writtenOut(
  selection: FragmentSpreadNode | InlineFragmentNode,
  fragments: Fragments,
): InlineFragmentNode | undefined {
  if (selection.kind === Kind.INLINE_FRAGMENT) return selection;
  const fragment = fragments[selection.name.value];
  if (!fragment) return undefined;
  const { typeCondition, selectionSet } = fragment;
  return {
    kind: Kind.INLINE_FRAGMENT,
    typeCondition,
    selectionSet,
    ...(selection.directives ? { directives: selection.directives } : {}),
  };
}

function spreadBy(operation: OperationDefinitionNode, fragments: Fragments): Fragments {
  const found: Record<string, FragmentDefinitionNode> = Object.create(null);
  const follow = (node: OperationDefinitionNode | FragmentDefinitionNode) =>
    visit(node, {
      FragmentSpread({ name }) {
        const fragment = fragments[name.value];
        if (!fragment || found[name.value]) return;
        found[name.value] = fragment;
        follow(fragment);
      },
    });
  follow(operation);
  return found;
}

function rootKeys(set: SelectionSetNode, fragments: Fragments): string[] {
  return set.selections.flatMap((selection) => {
    if (selection.kind === Kind.FIELD) return [selection.alias?.value ?? selection.name.value];
    const fragment = writtenOut(selection, fragments);
    return fragment ? rootKeys(fragment.selectionSet, fragments) : [];
  });
}
