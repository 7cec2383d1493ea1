import {
  astFromValue,
  type GraphQLInputType,
  type GraphQLNamedType,
  type GraphQLOutputType,
  type GraphQLScalarType,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isLeafType,
  isListType,
  isNonNullType,
  isScalarType,
  valueFromASTUntyped,
} from 'graphql';
import { INPUT_LIMITS } from '../input-limits.ts';
import type { Json } from '../rest-operation.ts';

/** A schema of JSON Schema 2020-12, as OpenAPI 3.1 takes it. */
export type JsonSchema = { readonly [keyword: string]: Json };

/** Schemas that several places name, by name. */
export interface Components {
  /** @returns a reference. Throws when the name stands for another schema already */
  put(name: string, schema: () => JsonSchema): JsonSchema;
  /** Sorted by name. */
  all(): Readonly<Record<string, JsonSchema>>;
}

export function components(): Components {
  const schemas = new Map<string, JsonSchema>();
  const open = new Set<string>();
  return {
    put(name, make) {
      const reference = { $ref: `#/components/schemas/${name}` };
      // Of a type that holds itself.
      if (open.has(name)) return reference;
      open.add(name);
      const schema = make();
      open.delete(name);
      const known = schemas.get(name);
      if (known && JSON.stringify(known) !== JSON.stringify(schema))
        throw new Error(`Two schemas are called ${name}: give one of their fragments another name`);
      schemas.set(name, schema);
      return reference;
    },
    all: () => Object.fromEntries([...schemas].sort(([a], [b]) => (a < b ? -1 : 1))),
  };
}

/** What is sent. @returns the schema of an input, with its enums and input objects as components */
export function inputSchema(type: GraphQLInputType, known: Components): JsonSchema {
  if (isNonNullType(type)) return inputSchema(type.ofType as GraphQLInputType, known);
  if (isListType(type)) return { type: 'array', items: inputSchema(type.ofType as GraphQLInputType, known) };
  if (!isInputObjectType(type)) return leafSchema(type as GraphQLNamedType, known);
  return known.put(type.name, () => inputObjectSchema(type, new Set(), known));
}

/** @param taken fields that come from elsewhere */
export function inputObjectSchema(
  type: GraphQLInputType,
  taken: ReadonlySet<string>,
  known: Components,
): JsonSchema {
  const named = getNamedType(type);
  if (!isInputObjectType(named)) throw new Error(`${named.name} is no input: a body is one`);
  const fields = Object.values(named.getFields()).filter(({ name }) => !taken.has(name));
  const properties = fields.map((field) => {
    const schema = limited(inputSchema(field.type, known), `${named.name}.${field.name}`);
    const given = isNonNullType(field.type) ? schema : orNull(schema);
    return [field.name, { ...given, ...described(field), ...defaultOf(field) }] as const;
  });
  const required = fields
    .filter(({ type: each, defaultValue }) => isNonNullType(each) && defaultValue === undefined)
    .map(({ name }) => name);
  return {
    type: 'object',
    ...described(named),
    properties: Object.fromEntries(properties),
    ...(required.length > 0 ? { required } : {}),
    additionalProperties: false,
  };
}

/** @param coordinate of the field or argument. Throws for a list of which nobody has said how long it may be */
export function limited(schema: JsonSchema, coordinate: string): JsonSchema {
  const limit = INPUT_LIMITS[coordinate];
  if (schema.type === 'array' && limit?.maxItems === undefined)
    throw new Error(`schema/rest/input-limits.ts does not say how many ${coordinate} takes`);
  return { ...schema, ...limit };
}

/** What is answered. @param objectSchema of the objects in it */
export function outputSchema(
  type: GraphQLOutputType,
  known: Components,
  objectSchema: (type: GraphQLNamedType) => JsonSchema,
): JsonSchema {
  if (!isNonNullType(type)) return orNull(presentSchema(type, known, objectSchema));
  return presentSchema(type.ofType as GraphQLOutputType, known, objectSchema);
}

function presentSchema(
  type: GraphQLOutputType,
  known: Components,
  objectSchema: (type: GraphQLNamedType) => JsonSchema,
): JsonSchema {
  if (isListType(type))
    return { type: 'array', items: outputSchema(type.ofType as GraphQLOutputType, known, objectSchema) };
  const named = getNamedType(type);
  return isLeafType(named) ? leafSchema(named, known) : objectSchema(named);
}

export function described({
  description,
}: {
  readonly description?: string | null | undefined;
}): { readonly description: string } | object {
  return description ? { description: description.replaceAll('\n', ' ') } : {};
}

/** A reference cannot have a second type: null stands beside it. */
export function orNull(schema: JsonSchema): JsonSchema {
  const { type } = schema;
  if (typeof type === 'string' && schema.enum === undefined) return { ...schema, type: [type, 'null'] };
  return { anyOf: [schema, { type: 'null' }] };
}

function leafSchema(type: GraphQLNamedType, known: Components): JsonSchema {
  if (isScalarType(type)) return scalarSchema(type);
  if (!isEnumType(type)) throw new Error(`${type.name} is neither a scalar nor an enum`);
  return known.put(type.name, () => ({
    type: 'string',
    enum: type.getValues().map(({ name }) => name),
    description: [
      type.description ?? '',
      ...type.getValues().map(({ name, description }) => `- \`${name}\`: ${description ?? ''}`),
    ]
      .join('\n')
      .trim(),
  }));
}

/** Throws for a scalar of which nobody has said how it looks as JSON. */
function scalarSchema({ name }: GraphQLScalarType): JsonSchema {
  const schema = SCALARS[name];
  if (!schema) throw new Error(`schema/rest/openapi/json-schema.ts does not say how ${name} looks as JSON`);
  return schema;
}

const SCALARS: Readonly<Record<string, JsonSchema>> = {
  ID: { type: 'string' },
  String: { type: 'string' },
  Boolean: { type: 'boolean' },
  Float: { type: 'number' },
  Int: { type: 'integer', format: 'int32', minimum: -2_147_483_648, maximum: 2_147_483_647 },
  Yen: {
    type: 'integer',
    format: 'int64',
    minimum: Number.MIN_SAFE_INTEGER,
    maximum: Number.MAX_SAFE_INTEGER,
  },
  Date: { type: 'string', format: 'date' },
  DateTime: { type: 'string', format: 'date-time' },
};

function defaultOf({
  defaultValue,
  type,
}: {
  readonly defaultValue?: unknown;
  readonly type: GraphQLInputType;
}): { readonly default: Json } | object {
  if (defaultValue === undefined) return {};
  const node = astFromValue(defaultValue, type);
  return node ? { default: valueFromASTUntyped(node) as Json } : {};
}
