import {
  type DirectiveNode,
  type FieldNode,
  type InlineFragmentNode,
  Kind,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
  visit,
} from 'graphql';
import type { Fragments, OperationPart } from '../introspection.ts';
import { argumentOf, DEFER, deferOf, labelOf } from './defer-directive.ts';
import { withSharedSooner } from './shared-objects.ts';

/** An operation of which parts come later. */
export interface DeferredPart {
  /** As the client wrote it, without named fragments. Each `@defer` that holds has a label of the router's own, and nothing else. */
  readonly asked: OperationPart;
  /** By the router's labels: the client's. */
  readonly labels: ReadonlyMap<string, string | undefined>;
}

/** More of them in one operation are planned slowly, and each is a request of its own: then all comes at once. */
const MAX_DEFERRED = 20;

/**
 * @param holds whether a variable in an `if` of `@defer` is true
 * @returns undefined when nothing is deferred
 */
export function deferredPart(
  part: OperationPart,
  holds: (variable: string) => boolean,
): DeferredPart | undefined {
  const labels = new Map<string, string | undefined>();
  const labelled = withLabels(writtenOut(part), holds, labels);
  if (labels.size === 0 || labels.size > MAX_DEFERRED) return undefined;
  const operation = { ...labelled, selectionSet: withSharedSooner(labelled.selectionSet) };
  const left = labelsIn(operation);
  if (left.size === 0) return undefined;
  for (const label of [...labels.keys()]) if (!left.has(label)) labels.delete(label);
  return { asked: partOf(operation), labels };
}

/** @returns the same for the planner: of each object with deferred parts something comes at once, so that it is known to be there */
export function withAnchors({ operation }: OperationPart): OperationPart {
  const anchored = visit(operation, {
    Field(field) {
      const { selectionSet } = field;
      if (!selectionSet || !deferredWithin(selectionSet)) return undefined;
      return {
        ...field,
        selectionSet: { ...selectionSet, selections: [ANCHOR, ...selectionSet.selections] },
      };
    },
  });
  return partOf(anchored);
}

const ANCHOR: FieldNode = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } };

function deferredWithin({ selections }: SelectionSetNode): boolean {
  return selections.some(
    (selection) =>
      selection.kind === Kind.INLINE_FRAGMENT &&
      (deferOf(selection.directives) !== undefined || deferredWithin(selection.selectionSet)),
  );
}

function partOf(operation: OperationDefinitionNode): OperationPart {
  return { operation, fragments: {}, document: { kind: Kind.DOCUMENT, definitions: [operation] } };
}

/** A fragment that is spread at two places defers twice: each place is one of its own. Limits have bounded how much it becomes. */
function writtenOut({ operation, fragments }: OperationPart): OperationDefinitionNode {
  return { ...operation, selectionSet: setWrittenOut(operation.selectionSet, fragments) };
}

function setWrittenOut(set: SelectionSetNode, fragments: Fragments): SelectionSetNode {
  return {
    ...set,
    selections: set.selections.flatMap((selection): SelectionNode[] => {
      if (selection.kind === Kind.FIELD)
        return [
          selection.selectionSet
            ? { ...selection, selectionSet: setWrittenOut(selection.selectionSet, fragments) }
            : selection,
        ];
      const fragment = selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments[selection.name.value];
      if (!fragment) return [];
      const { typeCondition, selectionSet } = fragment;
      const inline: InlineFragmentNode = {
        kind: Kind.INLINE_FRAGMENT,
        ...(typeCondition ? { typeCondition } : {}),
        ...(selection.directives ? { directives: selection.directives } : {}),
        selectionSet: setWrittenOut(selectionSet, fragments),
      };
      return [inline];
    }),
  };
}

function withLabels(
  operation: OperationDefinitionNode,
  holds: (variable: string) => boolean,
  labels: Map<string, string | undefined>,
): OperationDefinitionNode {
  return visit(operation, {
    Directive(directive) {
      if (directive.name.value !== DEFER) return undefined;
      if (!isWanted(directive, holds)) return null;
      const label = `deferred${labels.size}`;
      labels.set(label, labelOf(directive));
      return ownDirective(label);
    },
  });
}

function isWanted(directive: DirectiveNode, holds: (variable: string) => boolean): boolean {
  const condition = argumentOf(directive, 'if');
  if (!condition) return true;
  if (condition.kind === Kind.VARIABLE) return holds(condition.name.value);
  return condition.kind === Kind.BOOLEAN && condition.value;
}

function ownDirective(label: string): DirectiveNode {
  return {
    kind: Kind.DIRECTIVE,
    name: { kind: Kind.NAME, value: DEFER },
    arguments: [
      {
        kind: Kind.ARGUMENT,
        name: { kind: Kind.NAME, value: 'label' },
        value: { kind: Kind.STRING, value: label },
      },
    ],
  };
}

function labelsIn(operation: OperationDefinitionNode): ReadonlySet<string> {
  const labels = new Set<string>();
  visit(operation, {
    Directive(directive) {
      if (directive.name.value === DEFER) labels.add(labelOf(directive)!);
    },
  });
  return labels;
}
