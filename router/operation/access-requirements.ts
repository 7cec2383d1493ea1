import {
  type DirectiveNode,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  type InlineFragmentNode,
  isAbstractType,
  isCompositeType,
  isInterfaceType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import type { AccessRequirement, AccessRules } from './access-rules.ts';
import type { SignInRules } from './sign-ins/sign-in-rules.ts';

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
 * Works out what a valid operation asks of its reader, once for all its executions. The document must have been checked
 * against the schema and the limits before: fragments are followed wherever they are spread.
 * What is below a sign-in is asked by somebody whom nobody knows yet: it is judged in its place, when they are known.
 */
export function operationRequirements(options: {
  readonly schema: GraphQLSchema;
  readonly rules: AccessRules;
  readonly signIns: SignInRules;
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
}): readonly ConditionalRequirement[] {
  const { schema, operation } = options;
  const walk: Walk = { ...options, fragments: fragmentsOf(options.document), found: new Map() };
  const parent = schema.getRootType(operation.operation);
  const conditions = conditionsOf(walk, operation.directives, []) ?? [];
  if (parent)
    visitSelections(walk, operation.selectionSet, { parent, possible: new Set([parent.name]), conditions });
  return [...walk.found.values()];
}

/** A walk through an operation that collects its requirements. */
interface Walk {
  readonly schema: GraphQLSchema;
  readonly rules: AccessRules;
  readonly signIns: SignInRules;
  readonly operation: OperationDefinitionNode;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly found: Map<string, ConditionalRequirement>;
}

/** Where on the way a selection stands. */
interface Place {
  readonly parent: GraphQLNamedType;
  /** Object types that may be met here: those of the parent that every fragment around it lets through. */
  readonly possible: ReadonlySet<string>;
  readonly conditions: Conditions;
}

function visitSelections(walk: Walk, set: SelectionSetNode, place: Place): void {
  for (const selection of set.selections) {
    const conditions = conditionsOf(walk, selection.directives, place.conditions);
    if (conditions) visitSelection(walk, selection, { ...place, conditions });
  }
}

function visitSelection(walk: Walk, selection: SelectionNode, place: Place): void {
  if (selection.kind === Kind.FIELD) {
    visitField(walk, selection, place);
    return;
  }
  const isInline = selection.kind === Kind.INLINE_FRAGMENT;
  const fragment = isInline ? selection : walk.fragments.get(selection.name.value);
  if (fragment) visitFragment(walk, fragment, place);
}

function visitField(walk: Walk, { name, selectionSet }: FieldNode, place: Place): void {
  const { schema, rules, signIns } = walk;
  const { parent, possible, conditions } = place;
  if (signIns.has(parent.name)) return;
  const fieldName = name.value;
  if (fieldName.startsWith('__') || !(isObjectType(parent) || isInterfaceType(parent))) return;
  demand(walk, rules.ofType(parent.name), conditions);
  for (const typeName of possible)
    if (!signIns.has(typeName)) demand(walk, rules.ofField(typeName, fieldName), conditions);
  const field = parent.getFields()[fieldName];
  if (!field) return;
  if (isInterfaceType(parent)) demand(walk, rules.ofField(parent.name, fieldName), conditions);
  const returned = getNamedType(field.type);
  demand(walk, rules.ofType(returned.name), conditions);
  if (!selectionSet || [...possible].some((typeName) => signIns.has(typeName))) return;
  visitSelections(walk, selectionSet, {
    parent: returned,
    possible: possibleTypes(schema, returned),
    conditions,
  });
}

function visitFragment(
  walk: Walk,
  { typeCondition, selectionSet }: InlineFragmentNode | FragmentDefinitionNode,
  place: Place,
): void {
  const { schema, rules } = walk;
  const parent = typeCondition ? schema.getType(typeCondition.name.value) : place.parent;
  if (!parent) return;
  demand(walk, rules.ofType(parent.name), place.conditions);
  const possible = both(place.possible, possibleTypes(schema, parent));
  visitSelections(walk, selectionSet, { ...place, parent, possible });
}

function demand({ found }: Walk, requirements: readonly AccessRequirement[], conditions: Conditions): void {
  for (const requirement of requirements) {
    const key = `${requirement.coordinate} ${conditions.map((each) => `${each.selectedWhen}${each.variable}`).join(' ')}`;
    if (!found.has(key)) found.set(key, { requirement, conditions });
  }
}

/** The conditions with this selection's own added, or undefined when a literal leaves it out. */
function conditionsOf(
  { operation }: Walk,
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
