import {
  type DirectiveNode,
  type FragmentDefinitionNode,
  GraphQLError,
  Kind,
  type OperationDefinitionNode,
  type ValidationContext,
  type ValidationRule,
  visit,
} from 'graphql';
import { argumentOf, DEFER, labelOf } from './defer-directive.ts';

/** A client tells deferred parts apart by their labels. */
const labels: ValidationRule = (context) => {
  const known = new Map<string, DirectiveNode>();
  return {
    Directive(directive) {
      if (directive.name.value !== DEFER) return;
      const label = argumentOf(directive, 'label');
      if (!label || label.kind === Kind.NULL) return;
      const text = labelOf(directive);
      if (text === undefined)
        report(context, [directive], 'The label of @defer must be a text in the document, not a variable');
      else if (known.has(text))
        report(
          context,
          [known.get(text)!, directive],
          `Two @defer have the label "${text}": give each its own`,
        );
      else known.set(text, directive);
    },
  };
};

/** What a mutation does is told in order, and an event has one answer. */
const roots: ValidationRule = (context) => {
  const schema = context.getSchema();
  const [mutation, subscription] = [schema.getMutationType(), schema.getSubscriptionType()];
  return {
    Directive(directive) {
      if (directive.name.value !== DEFER) return;
      const parent = context.getParentType();
      const kind =
        parent && (parent === mutation ? 'mutation' : parent === subscription ? 'subscription' : undefined);
      if (kind)
        report(
          context,
          [directive],
          `@defer cannot stand at the root of a ${kind}: defer what is below a field`,
        );
    },
  };
};

/** As GraphQL's draft has it: a subscription defers nothing, though its fragments may in a query. */
const subscriptions: ValidationRule = (context) => ({
  OperationDefinition(operation) {
    if (operation.operation !== 'subscription') return;
    for (const node of [operation, ...context.getRecursivelyReferencedFragments(operation)])
      for (const directive of alwaysDeferring(node))
        report(
          context,
          [directive],
          '@defer cannot stand in a subscription: leave it out, or give it if: false or a variable, which is then not asked',
        );
  },
});

/** Beside GraphQL's own rules. */
export const deferRules: readonly ValidationRule[] = [labels, roots, subscriptions];

function alwaysDeferring(node: OperationDefinitionNode | FragmentDefinitionNode): DirectiveNode[] {
  const found: DirectiveNode[] = [];
  visit(node, {
    Directive(directive) {
      if (directive.name.value !== DEFER) return;
      const condition = argumentOf(directive, 'if');
      const isAlways = !condition || (condition.kind === Kind.BOOLEAN && condition.value);
      if (isAlways) found.push(directive);
    },
  });
  return found;
}

function report(context: ValidationContext, nodes: readonly DirectiveNode[], message: string): void {
  context.reportError(new GraphQLError(message, { nodes }));
}
