import { readdirSync, readFileSync } from 'node:fs';
import {
  buildSchema,
  type FieldDefinitionNode,
  type GraphQLNamedType,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  isSpecifiedScalarType,
  Kind,
  type ObjectTypeDefinitionNode,
  parse,
  type TypeNode,
  valueFromASTUntyped,
} from 'graphql';
import { describe, expect, it } from 'vitest';
import { isBreaking, operationProblems, schemaChanges, trustedOperations } from './check.ts';
import {
  apiSchemaOf,
  composeSupergraph,
  SUPERGRAPH_CONFIG_FILE,
  SUPERGRAPH_FILE,
  subgraphSdl,
  supergraphConfig,
} from './compose.ts';
import { PRELUDE, withPrelude } from './prelude.ts';
import { DOMAIN_SERVICES } from './services.ts';

const BOTH_WAYS = ['first', 'after', 'last', 'before'];
const supergraph = composeSupergraph();
const schema = apiSchemaOf(supergraph);

describe('the committed supergraph', () => {
  it('is what the subgraphs compose to now', () => {
    expect(
      readFileSync(SUPERGRAPH_FILE, 'utf8') === supergraph,
      'run `npm run schema` and commit the result',
    ).toBe(true);
    expect(readFileSync(SUPERGRAPH_CONFIG_FILE, 'utf8')).toBe(supergraphConfig());
  });

  it('names every subgraph in the form that rover reads', () => {
    expect(supergraphConfig()).toMatch(/^federation_version: =2\.\d+\.\d+\nsubgraphs:\n/);
    expect(supergraphConfig()).toContain(
      '  orders:\n    routing_url: http://127.0.0.1:9092/graphql\n    schema:\n      file: ../subgraphs/orders/schema.graphql\n',
    );
  });
});

describe('the prelude', () => {
  it.each(DOMAIN_SERVICES.map(({ name }) => name))('stands whole at the head of %s', (name) => {
    expect(subgraphSdl(name).startsWith(`${PRELUDE}\n`), 'run `npm run schema`').toBe(true);
  });

  it('is written over the one that stood there before', () => {
    const own = '\ntype Query {\n  one: Int\n}\n';
    expect(withPrelude(`# Older.\nscalar Yen\n# End of the prelude.\n${own}`)).toBe(`${PRELUDE}${own}`);
  });

  it('is written nowhere where nothing says where the one before ends', () => {
    expect(() => withPrelude('type Query {\n  one: Int\n}\n')).toThrow('# End of the prelude.');
  });
});

describe('costs', () => {
  it('say of every list of objects how long it is', () => {
    const unknown = DOMAIN_SERVICES.flatMap(({ name }) => listsOfUnknownLength(subgraphSdl(name)));
    expect([...new Set(unknown)], 'give them @listSize').toEqual([]);
  });

  it('are found where they are not said', () => {
    const sdl = `
      type Query { all: [Thing!]! page(first: Int): Page! @listSize(slicingArguments: ["first"], sizedFields: ["nodes"]) }
      type Page { nodes: [Thing!]! others: [Thing!]! }
      type Thing { names: [String!]! }`;
    expect(listsOfUnknownLength(sdl)).toEqual(['Query.all', 'Page.others']);
  });
});

describe('subscriptions', () => {
  it('all say how they are gone on with after a break', () => {
    const root = parse(supergraph).definitions.find(
      (each) => each.kind === Kind.OBJECT_TYPE_DEFINITION && each.name.value === 'Subscription',
    ) as ObjectTypeDefinitionNode;
    const silent = root.fields!.filter(
      ({ directives = [] }) => !directives.some(({ name }) => name.value === 'resumable'),
    );
    expect(silent.map(({ name }) => name.value)).toEqual([]);
  });
});

describe('the graph that clients see', () => {
  it('describes every type, field, argument value and enum value', () => {
    expect(Object.values(schema.getTypeMap()).flatMap(undescribed)).toEqual([]);
  });

  it('answers every mutation with a union that names its problems', () => {
    for (const field of Object.values(schema.getMutationType()!.getFields())) {
      expect(String(field.type), field.name).toMatch(/^[A-Z]\w+Result!$/);
      expect(
        field.args.map(({ name }) => name),
        field.name,
      ).toEqual(field.args.length ? ['input'] : []);
    }
  });

  it('has every list of pages read from either end', () => {
    const types = Object.values(schema.getTypeMap()).filter(isObjectType);
    const pages = types.flatMap((type) =>
      Object.values(type.getFields())
        .filter((field) => getNamedType(field.type).name.endsWith('Connection'))
        .map((field) => [`${type.name}.${field.name}`, field.args.map(({ name }) => name)] as const),
    );
    expect(pages.length).toBeGreaterThan(20);
    const oneWay = pages.filter(([, names]) => !BOTH_WAYS.every((name) => names.includes(name)));
    expect(oneWay.map(([name]) => name)).toEqual([]);
  });

  it('says Yen where money is meant', () => {
    for (const type of Object.values(schema.getTypeMap())) {
      if (!isObjectType(type) && !isInputObjectType(type)) continue;
      for (const field of Object.values(type.getFields())) {
        if (/yen/i.test(field.name))
          expect(String(field.type), `${type.name}.${field.name}`).toMatch(/^Yen!?$/);
      }
    }
  });
});

describe('trusted operations', () => {
  it('are answered by the graph as it is', () => {
    const operations = trustedOperations();
    expect(operations.length).toBeGreaterThan(0);
    expect(operationProblems(schema, operations)).toEqual([]);
  });

  it('make a removed field a breaking change, and one that nobody asks for a dangerous one', async () => {
    const before = buildSchema('type Query { used: Int unused: Int }');
    const after = buildSchema('type Query { other: Int }');
    const { parse } = await import('graphql');
    const changes = await schemaChanges(before, after, [{ file: 'a.graphql', document: parse('{ used }') }]);
    const breaking = changes.filter(isBreaking).map((change) => change.path);
    expect(breaking).toEqual(['Query.used']);
  });
});

describe('event contracts', () => {
  it('carry the name of their file, a version and a description', () => {
    for (const file of readdirSync(new URL('./events/', import.meta.url))) {
      const contract = JSON.parse(readFileSync(new URL(`./events/${file}`, import.meta.url), 'utf8'));
      expect(`${contract.$id}.json`).toBe(file);
      expect(file).toMatch(/^depachika\.[a-z]+\.[A-Z][A-Za-z]+\.v\d+\.json$/);
      expect(contract.description).toBeTruthy();
    }
  });
});

function undescribed(type: GraphQLNamedType): string[] {
  if (type.name.startsWith('__') || isSpecifiedScalarType(type)) return [];
  const missing = type.description || isRoot(type.name) ? [] : [type.name];
  if (isEnumType(type)) {
    return [
      ...missing,
      ...type
        .getValues()
        .filter((value) => !value.description)
        .map((value) => `${type.name}.${value.name}`),
    ];
  }
  if (!isObjectType(type) && !isInterfaceType(type) && !isInputObjectType(type)) return missing;
  const fields = Object.values(type.getFields());
  return [
    ...missing,
    ...fields.filter((field) => !field.description).map((field) => `${type.name}.${field.name}`),
  ];
}

function isRoot(name: string): boolean {
  return ['Query', 'Mutation', 'Subscription'].includes(name);
}

/** Lists of objects without `@listSize` of their own, and not among the `sizedFields` of a field that returns their type. */
function listsOfUnknownLength(sdl: string): string[] {
  const types = parse(sdl).definitions.filter((each) => each.kind === Kind.OBJECT_TYPE_DEFINITION);
  const fields = types.flatMap(({ name, fields: own = [] }) =>
    own.map((field) => ({ coordinate: `${name.value}.${field.name.value}`, field, ...namedOf(field.type) })),
  );
  const sized = fields.flatMap(({ field, named }) =>
    listArgument(field, 'sizedFields').map((below) => `${named}.${below}`),
  );
  const objects = new Set(types.map(({ name }) => name.value));
  return fields
    .filter(({ isList, named }) => isList && objects.has(named))
    .filter(({ field, coordinate }) => !listSizeOf(field) && !sized.includes(coordinate))
    .map(({ coordinate }) => coordinate);
}

function namedOf(type: TypeNode): { readonly named: string; readonly isList: boolean } {
  if (type.kind === Kind.NAMED_TYPE) return { named: type.name.value, isList: false };
  return { ...namedOf(type.type), ...(type.kind === Kind.LIST_TYPE ? { isList: true } : {}) };
}

function listSizeOf({ directives = [] }: FieldDefinitionNode) {
  return directives.find(({ name }) => name.value === 'listSize');
}

function listArgument(field: FieldDefinitionNode, name: string): readonly string[] {
  const value = listSizeOf(field)?.arguments?.find((argument) => argument.name.value === name)?.value;
  return value ? (valueFromASTUntyped(value) as string[]) : [];
}
