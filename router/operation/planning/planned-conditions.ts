import {
  type DirectiveNode,
  type FieldNode,
  type FragmentDefinitionNode,
  Kind,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
  visit,
} from 'graphql';
import type { Fragments, OperationPart } from '../introspection.ts';

/**
 * The planner asks for what a literal leaves out all the same, and its errors would be told. It asks for an object under the
 * condition of all that is wanted of it: `cart { total @include(if: $no) }` would not ask whether there is a cart.
 * @returns the same operation without what is never wanted, in which something is always wanted of each object
 */
export function withPlannedConditions(part: OperationPart): OperationPart {
  const { fragments } = part;
  let changes = 0;
  const rewrite = <Node extends OperationDefinitionNode | FragmentDefinitionNode>(node: Node): Node =>
    visit(node, {
      SelectionSet(set) {
        const selections = set.selections.filter(({ directives }) => !directives?.some(neverHolds));
        if (selections.length === set.selections.length) return undefined;
        changes += 1;
        return { ...set, selections: selections.length > 0 ? selections : [ANCHOR] };
      },
      Field: {
        leave(field) {
          const { selectionSet } = field;
          if (!selectionSet || !isConditional(selectionSet, fragments)) return undefined;
          changes += 1;
          return {
            ...field,
            selectionSet: { ...selectionSet, selections: [ANCHOR, ...selectionSet.selections] },
          };
        },
      },
    });
  const operation = rewrite(part.operation);
  const rewritten: Fragments = Object.fromEntries(
    Object.entries(fragments).map(([name, fragment]) => [name, rewrite(fragment)]),
  );
  if (changes === 0) return part;
  const definitions = [operation, ...Object.values(rewritten)];
  return { operation, fragments: rewritten, document: { kind: Kind.DOCUMENT, definitions } };
}

const ANCHOR: FieldNode = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } };

function neverHolds({ name, arguments: given }: DirectiveNode): boolean {
  if (name.value !== 'skip' && name.value !== 'include') return false;
  const value = given?.[0]?.value;
  return value?.kind === Kind.BOOLEAN && value.value === (name.value === 'skip');
}

function isConditional({ selections }: SelectionSetNode, fragments: Fragments): boolean {
  return selections.every((selection) => isConditionalPart(selection, fragments));
}

function isConditionalPart(selection: SelectionNode, fragments: Fragments): boolean {
  if (selection.directives?.some(asksVariable)) return true;
  if (selection.kind === Kind.FIELD) return false;
  const fragment = selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments[selection.name.value];
  return fragment === undefined || isConditional(fragment.selectionSet, fragments);
}

function asksVariable({ name, arguments: given }: DirectiveNode): boolean {
  const isCondition = name.value === 'skip' || name.value === 'include';
  return isCondition && given?.[0]?.value.kind === Kind.VARIABLE;
}
