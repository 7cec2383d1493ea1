import {
  type ConstDirectiveNode,
  type DocumentNode,
  type FieldDefinitionNode,
  type GraphQLSchema,
  getNamedType,
  isInterfaceType,
  isObjectType,
  Kind,
  valueFromASTUntyped,
} from 'graphql';

/** How one subscription is gone on with after a break: `@resumable` of the graph. */
export interface Resumption {
  /** The argument that takes the last version seen. */
  readonly from: string;
  /** As the graph writes it: `Int!`. */
  readonly fromType: string;
  /** The field of an event with its version, a whole number that grows. */
  readonly version: string;
}

/** By the name of the subscription's field. */
export type ResumableFields = ReadonlyMap<string, Resumption>;

/**
 * Reads the directive off the full supergraph. Throws for one that names an argument or a field that is not there.
 * @param directive its name in this supergraph; undefined when no part of the graph uses it
 */
export function readResumableFields(
  supergraph: DocumentNode,
  schema: GraphQLSchema,
  directive: string | undefined,
): ResumableFields {
  const found = new Map<string, Resumption>();
  const root = schema.getSubscriptionType();
  if (directive === undefined || !root) return found;
  for (const definition of supergraph.definitions) {
    const isRoot =
      (definition.kind === Kind.OBJECT_TYPE_DEFINITION || definition.kind === Kind.OBJECT_TYPE_EXTENSION) &&
      definition.name.value === root.name;
    if (!isRoot) continue;
    for (const field of definition.fields ?? []) {
      const declared = field.directives?.find(({ name }) => name.value === directive);
      if (declared) found.set(field.name.value, resumption(field, declared, schema));
    }
  }
  return found;
}

function resumption(
  { name }: FieldDefinitionNode,
  declared: ConstDirectiveNode,
  schema: GraphQLSchema,
): Resumption {
  const given = (declared.arguments ?? []).map((each) => [each.name.value, valueFromASTUntyped(each.value)]);
  const { from, version } = Object.fromEntries(given) as { readonly from: string; readonly version: string };
  const field = schema.getSubscriptionType()!.getFields()[name.value]!;
  const argument = field.args.find((each) => each.name === from);
  const event = getNamedType(field.type);
  const fields = isObjectType(event) || isInterfaceType(event) ? event.getFields() : {};
  if (!argument || getNamedType(argument.type).name !== 'Int' || String(fields[version]?.type) !== 'Int!')
    throw new Error(
      `@resumable of ${name.value} should name an Int argument in "from", and an Int! of its events in "version"`,
    );
  return { from, fromType: String(argument.type), version };
}
