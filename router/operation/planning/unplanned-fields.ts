import type { PlanNode, QueryPlan, SubscriptionNode } from '@apollo/query-planner';
import { type DirectiveNode, type FieldNode, Kind, parse, type SelectionSetNode } from 'graphql';
import type { Fragments, OperationPart } from '../introspection.ts';

/**
 * @returns a root field that the plan asks nobody for, as the planner leaves out what only types that no subgraph has could
 *   answer: it would be null without a word
 */
export function unplannedField(
  { operation, fragments }: OperationPart,
  plan: QueryPlan,
): FieldNode | undefined {
  const asked = rootFields(operation.selectionSet, fragments);
  const planned = plan.node ? plannedKeys(plan.node) : new Set<string>();
  return asked.find((field) => !planned.has(keyOf(field)));
}

function keyOf({ alias, name }: FieldNode): string {
  return alias?.value ?? name.value;
}

function rootFields(set: SelectionSetNode, fragments: Fragments): FieldNode[] {
  return set.selections.flatMap((selection): FieldNode[] => {
    if (isNeverAsked(selection.directives)) return [];
    if (selection.kind === Kind.FIELD) return selection.name.value.startsWith('__') ? [] : [selection];
    const fragment = selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments[selection.name.value];
    return fragment ? rootFields(fragment.selectionSet, fragments) : [];
  });
}

function isNeverAsked(directives: readonly DirectiveNode[] = []): boolean {
  return directives.some(({ name, arguments: given }) => {
    const value = given?.find((argument) => argument.name.value === 'if')?.value;
    return value?.kind === Kind.BOOLEAN && value.value === (name.value === 'skip');
  });
}

/** Of the root: what is below it stands in a `Flatten`. */
function plannedKeys(node: PlanNode | SubscriptionNode): Set<string> {
  switch (node.kind) {
    case 'Fetch':
      return new Set(keysOf(node.operation));
    case 'Sequence':
    case 'Parallel':
      return new Set(node.nodes.flatMap((each) => [...plannedKeys(each)]));
    case 'Condition':
      return new Set(
        [node.ifClause, node.elseClause].flatMap((each) => (each ? [...plannedKeys(each)] : [])),
      );
    case 'Subscription':
      return plannedKeys(node.primary);
    default:
      return new Set();
  }
}

function keysOf(query: string): string[] {
  const fragments: Fragments = {};
  const document = parse(query, { noLocation: true });
  const operation = document.definitions.find(({ kind }) => kind === Kind.OPERATION_DEFINITION);
  for (const definition of document.definitions)
    if (definition.kind === Kind.FRAGMENT_DEFINITION)
      Object.assign(fragments, { [definition.name.value]: definition });
  return operation && 'selectionSet' in operation
    ? rootFields(operation.selectionSet, fragments).map(keyOf)
    : [];
}
