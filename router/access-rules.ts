import {
  type ConstDirectiveNode,
  type DocumentNode,
  type FieldDefinitionNode,
  type GraphQLSchema,
  isInterfaceType,
  isObjectType,
  Kind,
  valueFromASTUntyped,
} from 'graphql';

/** What a caller needs to read one coordinate of the graph. Being named at all means: signed in. */
export interface AccessRequirement {
  /** `Type` or `Type.field`. */
  readonly coordinate: string;
  /** One of these groups, and every scope in it; empty when signing in is enough. */
  readonly scopes: readonly (readonly string[])[];
}

/** How this supergraph names the directives, which `@link` may rename. */
export interface AccessDirectiveNames {
  readonly authenticated?: string;
  readonly requiresScopes?: string;
}

/** Every requirement that reading a type, or a field of one object type, brings with it. */
export interface AccessRules {
  ofType(typeName: string): readonly AccessRequirement[];
  /** Of the field as this object type has it, and as each interface that it implements declares it. */
  ofField(objectTypeName: string, fieldName: string): readonly AccessRequirement[];
}

/** Reads `@authenticated` and `@requiresScopes` off the full supergraph. */
export function readAccessRules(
  supergraph: DocumentNode,
  options: { names: AccessDirectiveNames; schema: GraphQLSchema },
): AccessRules {
  const declared = declaredRequirements(supergraph, options.names);
  const fields = new Map<string, readonly AccessRequirement[]>();
  const none: readonly AccessRequirement[] = [];

  return {
    ofType(typeName) {
      const requirement = declared.get(typeName);
      return requirement ? [requirement] : none;
    },
    ofField(objectTypeName, fieldName) {
      const coordinate = `${objectTypeName}.${fieldName}`;
      const known = fields.get(coordinate);
      if (known) return known;
      const requirements = owners(options.schema, objectTypeName)
        .flatMap((owner) => [declared.get(owner), declared.get(`${owner}.${fieldName}`)])
        .filter((requirement) => requirement !== undefined);
      fields.set(coordinate, requirements);
      return requirements;
    },
  };
}

/** The object type and every interface it implements: a rule on an interface holds for all that implement it. */
function owners(schema: GraphQLSchema, typeName: string): string[] {
  const type = schema.getType(typeName);
  if (!isObjectType(type) && !isInterfaceType(type)) return [typeName];
  return [typeName, ...type.getInterfaces().map((owner) => owner.name)];
}

function declaredRequirements(
  supergraph: DocumentNode,
  names: AccessDirectiveNames,
): Map<string, AccessRequirement> {
  const found = new Map<string, AccessRequirement>();
  for (const definition of supergraph.definitions) {
    if (!('name' in definition) || !definition.name || !('directives' in definition)) continue;
    add(definition.name.value, definition.directives);
    if (!('fields' in definition) || isInput(definition.kind)) continue;
    for (const field of (definition.fields ?? []) as readonly FieldDefinitionNode[]) {
      add(`${definition.name.value}.${field.name.value}`, field.directives);
    }
  }
  return found;

  function add(coordinate: string, directives: readonly unknown[] | undefined): void {
    const requirement = requirementOf(coordinate, (directives ?? []) as readonly ConstDirectiveNode[], names);
    if (requirement) found.set(coordinate, requirement);
  }
}

function isInput(kind: string): boolean {
  return kind === Kind.INPUT_OBJECT_TYPE_DEFINITION || kind === Kind.DIRECTIVE_DEFINITION;
}

function requirementOf(
  coordinate: string,
  directives: readonly ConstDirectiveNode[],
  names: AccessDirectiveNames,
): AccessRequirement | undefined {
  const named = (name: string | undefined) => directives.find((directive) => directive.name.value === name);
  const scoped = named(names.requiresScopes);
  if (!scoped) return named(names.authenticated) ? { coordinate, scopes: [] } : undefined;
  const value = scoped.arguments?.find((argument) => argument.name.value === 'scopes')?.value;
  return { coordinate, scopes: value ? (valueFromASTUntyped(value) as string[][]) : [] };
}
