import {
  type GraphQLArgument,
  type GraphQLInputField,
  type GraphQLInputType,
  type GraphQLOutputType,
  type GraphQLSchema,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isLeafType,
  isListType,
  isNonNullType,
  isScalarType,
  isUnionType,
} from 'graphql';

/** An operation with one field, and a text at one place of its arguments. */
export interface Attempt {
  /** `mutation updateProfile input.name`. */
  readonly place: string;
  readonly query: string;
  readonly variables: Record<string, unknown>;
}

/** What is given where the text is not: by name of the argument or field. */
export type Plausible = Readonly<Record<string, unknown>>;

/**
 * Every place of a schema that takes a text (String or ID), each with an operation that puts `text` there and something
 * plausible everywhere else; and the keys of its entities.
 */
export function attemptsWith(text: string, schema: GraphQLSchema, plausible: Plausible): Attempt[] {
  const write = writer(text, plausible);
  return [...rootAttempts(schema, write), ...entityAttempts(text, schema, write)];
}

function rootAttempts(schema: GraphQLSchema, write: Writer): Attempt[] {
  const roots = [
    ['query', schema.getQueryType()],
    ['mutation', schema.getMutationType()],
    ['subscription', schema.getSubscriptionType()],
  ] as const;
  return roots.flatMap(([kind, type]) =>
    Object.values(type?.getFields() ?? {})
      .filter(({ name }) => !name.startsWith('_'))
      .flatMap((field) =>
        placesOf(field.args).map((place) => ({
          place: `${kind} ${field.name} ${place}`,
          query: `${kind} (${declared(field.args)}) { ${field.name}(${passed(field.args)}) ${selected(field.type)} }`,
          variables: write.arguments(field.args, place),
        })),
      ),
  );
}

/** An entity is asked for by a key that is hostile, and its fields with such an argument by one that may exist. */
function entityAttempts(text: string, schema: GraphQLSchema, write: Writer): Attempt[] {
  const entities = schema.getType('_Entity');
  if (!entities || !('getTypes' in entities)) return [];
  return entities.getTypes().flatMap((type) => {
    const query = `query ($key: [_Any!]!) { _entities(representations: $key) { __typename } }`;
    const byKey = {
      place: `entity ${type.name}`,
      query,
      variables: { key: [{ __typename: type.name, id: text }] },
    };
    const byField = Object.values(type.getFields()).flatMap((field) =>
      placesOf(field.args).map((place) => ({
        place: `entity ${type.name}.${field.name} ${place}`,
        query: `query ($key: [_Any!]!, ${declared(field.args)}) { _entities(representations: $key) {
          ... on ${type.name} { ${field.name}(${passed(field.args)}) ${selected(field.type)} } } }`,
        variables: {
          key: [{ __typename: type.name, id: write.plausibleId(type.name) }],
          ...write.arguments(field.args, place),
        },
      })),
    );
    return [byKey, ...byField];
  });
}

type Inputs = readonly (GraphQLArgument | GraphQLInputField)[];

/** Paths of the texts in some arguments; in a list it is the first item. */
function placesOf(inputs: Inputs, above: readonly string[] = []): string[] {
  return inputs.flatMap(({ name, type }) => {
    const path = [...above, name];
    const named = getNamedType(type);
    if (isInputObjectType(named)) return placesOf(Object.values(named.getFields()), path);
    return isScalarType(named) && /^(String|ID)$/.test(named.name) ? [path.join('.')] : [];
  });
}

interface Writer {
  arguments(inputs: Inputs, place: string): Record<string, unknown>;
  plausibleId(typeName: string): unknown;
}

function writer(text: string, plausible: Plausible): Writer {
  return {
    arguments: (inputs, place) => written(inputs, place, []),
    plausibleId: (typeName) => plausible[typeName] ?? 'none',
  };

  function written(inputs: Inputs, place: string, above: readonly string[]): Record<string, unknown> {
    return Object.fromEntries(
      inputs.map(({ name, type }) => [name, valueFor(type, place, [...above, name])]),
    );
  }

  function valueFor(type: GraphQLInputType, place: string, path: readonly string[]): unknown {
    if (isNonNullType(type)) return valueFor(type.ofType, place, path);
    if (isListType(type)) return [valueFor(type.ofType, place, path)];
    if (isInputObjectType(type)) return written(Object.values(type.getFields()), place, path);
    if (path.join('.') === place) return text;
    const name = path.at(-1)!;
    if (Object.hasOwn(plausible, name)) return plausible[name];
    if (isEnumType(type)) return type.getValues()[0]!.name;
    return ({ Boolean: true, Date: '2026-11-22', ID: 'none', String: '' } as Plausible)[type.name] ?? 1;
  }
}

function declared(inputs: Inputs): string {
  return inputs.map(({ name, type }) => `$${name}: ${type}`).join(', ');
}

function passed(inputs: Inputs): string {
  return inputs.map(({ name }) => `${name}: $${name}`).join(', ');
}

/** A refusal says what would be allowed. */
function selected(type: GraphQLOutputType): string {
  const named = getNamedType(type);
  if (isLeafType(named)) return '';
  const refuses = isUnionType(named) && named.getTypes().some(({ name }) => name === 'InvalidInput');
  return refuses ? '{ __typename ... on InvalidInput { field allowed } }' : '{ __typename }';
}
