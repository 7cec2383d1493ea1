import {
  BREAK,
  type DirectiveNode,
  type DocumentNode,
  type FragmentDefinitionNode,
  Kind,
  type OperationDefinitionNode,
  visit,
} from 'graphql';
import type { OperationPart } from '../introspection.ts';

/** Of the incremental delivery of GraphQL: what a fragment asks for may come after the rest. */
export const DEFER = 'defer';

export function deferOf(directives: readonly DirectiveNode[] = []): DirectiveNode | undefined {
  return directives.find(({ name }) => name.value === DEFER);
}

export function argumentOf({ arguments: given }: DirectiveNode, name: string) {
  return given?.find((each) => each.name.value === name)?.value;
}

/** @returns the text of a literal label */
export function labelOf(directive: DirectiveNode): string | undefined {
  const label = argumentOf(directive, 'label');
  return label?.kind === Kind.STRING ? label.value : undefined;
}

export function asksToDefer(document: DocumentNode): boolean {
  let found = false;
  visit(document, {
    Directive({ name }) {
      found ||= name.value === DEFER;
      return found ? BREAK : false;
    },
  });
  return found;
}

/** The same operation, all of which comes at once. */
export function withoutDefer(part: OperationPart): OperationPart {
  const rewrite = <Node extends OperationDefinitionNode | FragmentDefinitionNode>(node: Node): Node =>
    visit(node, { Directive: ({ name }) => (name.value === DEFER ? null : false) });
  const operation = rewrite(part.operation);
  const fragments = Object.fromEntries(
    Object.entries(part.fragments).map(([name, fragment]) => [name, rewrite(fragment)]),
  );
  const definitions = [operation, ...Object.values(fragments)];
  return { operation, fragments, document: { kind: Kind.DOCUMENT, definitions } };
}
