import { Supergraph } from '@apollo/federation-internals';
import {
  buildASTSchema,
  type ConstDirectiveNode,
  type DocumentNode,
  type GraphQLSchema,
  type InterfaceTypeDefinitionNode,
  isAbstractType,
  Kind,
  type ObjectTypeDefinitionNode,
  parse,
  visit,
} from 'graphql';

/** What the subgraphs of a supergraph know, each by its own schema, and which of all fields make up keys. */
export interface MadeUpGraph {
  readonly schemas: ReadonlyMap<string, GraphQLSchema>;
  /** `Type.field` of what keys are made of. */
  readonly keyFields: ReadonlySet<string>;
  /** Types that have a key. */
  readonly entities: ReadonlySet<string>;
  /** Of entities that share an interface with a key, by the names of these and of the interface: they share their numbers. */
  readonly families: ReadonlyMap<string, Family>;
  /** `subgraph Type.field` of what depends on fields that others answer. */
  readonly requiring: ReadonlySet<string>;
}

export interface Family {
  readonly name: string;
  readonly types: readonly string[];
}

export function readGraph(supergraphSdl: string): MadeUpGraph {
  const supergraph = Supergraph.build(withoutSecurity(supergraphSdl), { validateSupergraph: false });
  const schemas = new Map(
    [...supergraph.subgraphs()].map((subgraph) => [subgraph.name, subgraph.schema.toGraphQLJSSchema()]),
  );
  const document = parse(supergraphSdl);
  const whole = buildASTSchema(document, { assumeValid: true });
  const { keyFields, entities } = readKeys(whole, document);
  const families = new Map<string, Family>();
  for (const name of entities) {
    const type = whole.getType(name);
    if (!isAbstractType(type)) continue;
    const types = whole.getPossibleTypes(type).map((each) => each.name);
    for (const each of [...types, name]) families.set(each, { name, types });
  }
  return { schemas, keyFields, entities, families, requiring: readRequiring(document, supergraph) };
}

/** Who may ask is decided before subgraphs are asked: what they are made of is the same. */
function withoutSecurity(sdl: string): string {
  return sdl.replaceAll(', for: SECURITY', '');
}

function readRequiring(document: DocumentNode, supergraph: Supergraph): Set<string> {
  const nameOf = new Map(
    [...supergraph.subgraphNameToGraphEnumValue()].map(([name, graph]) => [graph, name]),
  );
  const requiring = new Set<string>();
  for (const type of typesIn(document))
    for (const field of type.fields ?? [])
      for (const directive of field.directives ?? []) {
        const graph = argumentOf(directive, 'graph');
        const required = graph && argumentOf(directive, 'requires');
        if (required) requiring.add(`${nameOf.get(graph)} ${type.name.value}.${field.name.value}`);
      }
  return requiring;
}

function typesIn({ definitions }: DocumentNode): (ObjectTypeDefinitionNode | InterfaceTypeDefinitionNode)[] {
  return definitions.filter(
    (each) => each.kind === Kind.OBJECT_TYPE_DEFINITION || each.kind === Kind.INTERFACE_TYPE_DEFINITION,
  );
}

function argumentOf({ arguments: given = [] }: ConstDirectiveNode, name: string): string | undefined {
  const value = given.find((each) => each.name.value === name)?.value;
  return value && 'value' in value ? String(value.value) : undefined;
}

function readKeys(whole: GraphQLSchema, document: DocumentNode) {
  const keyFields = new Set<string>();
  const entities = new Set<string>();
  const addSet = (typeName: string, set: string) => {
    const parents = [typeName];
    visit(parse(`{ ${set} }`), {
      Field: {
        enter({ name, selectionSet }) {
          const type = whole.getType(parents.at(-1)!);
          const field = type && 'getFields' in type ? type.getFields()[name.value] : undefined;
          keyFields.add(`${parents.at(-1)}.${name.value}`);
          if (selectionSet && field) parents.push(String(field.type).replace(/[[\]!]/g, ''));
        },
        leave({ selectionSet }) {
          if (selectionSet) parents.pop();
        },
      },
    });
  };
  for (const type of typesIn(document)) {
    for (const directive of type.directives ?? []) {
      const key = directive.name.value === 'join__type' && argumentOf(directive, 'key');
      if (!key) continue;
      entities.add(type.name.value);
      addSet(type.name.value, key);
    }
  }
  return { keyFields, entities };
}
