import {
  type DirectiveNode,
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isCompositeType,
  isInterfaceType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import type { AccessRequirement, AccessRules } from './access-rules.ts';

/** A requirement of one operation, and the variables that decide whether it is asked for at all. */
export interface ConditionalRequirement {
  readonly requirement: AccessRequirement;
  readonly conditions: readonly Condition[];
}

/** Selected only while this Boolean variable has this value. */
export interface Condition {
  readonly variable: string;
  readonly selectedWhen: boolean;
  readonly byDefault: boolean | undefined;
}

/**
 * What a valid operation needs, worked out once for all its executions. The caller must have checked the
 * document against the schema and its limits: fragments are followed wherever they are spread.
 */
export function operationRequirements(options: {
  readonly schema: GraphQLSchema;
  readonly rules: AccessRules;
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
}): readonly ConditionalRequirement[] {
  const { schema, rules, operation } = options;
  const fragments = fragmentsOf(options.document);
  const found = new Map<string, ConditionalRequirement>();
  const root = schema.getRootType(operation.operation);
  if (root)
    visitSelections(
      operation.selectionSet,
      root,
      new Set([root.name]),
      conditionsOf(operation.directives, []) ?? [],
    );
  return [...found.values()];

  function visitSelections(
    set: SelectionSetNode,
    parent: GraphQLNamedType,
    possible: ReadonlySet<string>,
    outer: Conditions,
  ): void {
    for (const selection of set.selections) {
      const conditions = conditionsOf(selection.directives, outer);
      if (!conditions) continue;
      if (selection.kind === Kind.FIELD) {
        const fieldName = selection.name.value;
        if (fieldName.startsWith('__')) continue;
        visitField(fieldName, parent, possible, conditions, selection.selectionSet);
      } else if (selection.kind === Kind.INLINE_FRAGMENT) {
        visitFragment(
          selection.typeCondition?.name.value,
          selection.selectionSet,
          parent,
          possible,
          conditions,
        );
      } else {
        const fragment = fragments.get(selection.name.value);
        if (fragment)
          visitFragment(
            fragment.typeCondition.name.value,
            fragment.selectionSet,
            parent,
            possible,
            conditions,
          );
      }
    }
  }

  function visitField(
    fieldName: string,
    parent: GraphQLNamedType,
    possible: ReadonlySet<string>,
    conditions: Conditions,
    selectionSet: SelectionSetNode | undefined,
  ): void {
    if (!isObjectType(parent) && !isInterfaceType(parent)) return;
    demand(rules.ofType(parent.name), conditions);
    for (const typeName of possible) demand(rules.ofField(typeName, fieldName), conditions);
    const field = parent.getFields()[fieldName];
    if (!field) return;
    if (isInterfaceType(parent)) demand(rules.ofField(parent.name, fieldName), conditions);
    const returned = getNamedType(field.type);
    demand(rules.ofType(returned.name), conditions);
    if (selectionSet) visitSelections(selectionSet, returned, possibleTypes(schema, returned), conditions);
  }

  function visitFragment(
    typeName: string | undefined,
    set: SelectionSetNode,
    parent: GraphQLNamedType,
    possible: ReadonlySet<string>,
    conditions: Conditions,
  ): void {
    const type = typeName === undefined ? parent : schema.getType(typeName);
    if (!type) return;
    demand(rules.ofType(type.name), conditions);
    visitSelections(set, type, both(possible, possibleTypes(schema, type)), conditions);
  }

  function demand(requirements: readonly AccessRequirement[], conditions: Conditions): void {
    for (const requirement of requirements) {
      const key = `${requirement.coordinate} ${conditions.map((each) => `${each.selectedWhen}${each.variable}`).join(' ')}`;
      if (!found.has(key)) found.set(key, { requirement, conditions });
    }
  }

  /** The conditions with this selection's own added, or undefined when a literal leaves it out. */
  function conditionsOf(
    directives: readonly DirectiveNode[] | undefined,
    outer: Conditions,
  ): Conditions | undefined {
    let conditions = outer;
    for (const directive of directives ?? []) {
      const name = directive.name.value;
      if (name !== 'include' && name !== 'skip') continue;
      const value = directive.arguments?.find((argument) => argument.name.value === 'if')?.value;
      const selectedWhen = name === 'include';
      if (value?.kind === Kind.BOOLEAN && value.value !== selectedWhen) return undefined;
      if (value?.kind === Kind.VARIABLE) {
        const variable = value.name.value;
        conditions = [...conditions, { variable, selectedWhen, byDefault: defaultOf(operation, variable) }];
      }
    }
    return conditions;
  }
}

type Conditions = readonly Condition[];

function defaultOf(operation: OperationDefinitionNode, variable: string): boolean | undefined {
  const definition = operation.variableDefinitions?.find((each) => each.variable.name.value === variable);
  return definition?.defaultValue?.kind === Kind.BOOLEAN ? definition.defaultValue.value : undefined;
}

function possibleTypes(schema: GraphQLSchema, type: GraphQLNamedType): ReadonlySet<string> {
  if (isAbstractType(type)) return new Set(schema.getPossibleTypes(type).map((each) => each.name));
  return new Set(isCompositeType(type) ? [type.name] : []);
}

function both(one: ReadonlySet<string>, other: ReadonlySet<string>): ReadonlySet<string> {
  return new Set([...one].filter((name) => other.has(name)));
}

function fragmentsOf(document: DocumentNode): Map<string, FragmentDefinitionNode> {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  }
  return fragments;
}
