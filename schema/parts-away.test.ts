import {
  type FieldDefinitionNode,
  Kind,
  type ObjectTypeDefinitionNode,
  parse,
  valueFromASTUntyped,
} from 'graphql';
import { describe, expect, it } from 'vitest';
import { composeSupergraph } from './compose.ts';

// A domain may be away. What is null for want of it must not take along what the others have answered.

/** Of the entities that several domains know, the one whose they are: `<TYPE>` in the join directives. */
const OWNERS: Readonly<Record<string, string>> = {
  Address: 'USERS',
  Order: 'ORDERS',
  PostalCode: 'USERS',
  Product: 'PRODUCTS',
  ProductVariant: 'PRODUCTS',
  Shop: 'ORDERS',
  User: 'USERS',
};

/** What is refused as a whole, and why. Beside it stand all mutations: what was done, or was not, is told whole. */
const WHOLE: Readonly<Record<string, string>> = {
  'Query.quote': 'A customer agrees to a total: it is right to the yen and all there, or refused.',
};

describe('what may be null because a domain is away', () => {
  const fields = fieldsAtRisk(composeSupergraph());

  it('is every field that depends on a domain beside the one that answers around it', () => {
    const promised = fields.filter(({ isPromised }) => isPromised).map(({ coordinate }) => coordinate);
    expect(promised.sort(), 'let them be null, or list why they are refused as a whole').toEqual(
      Object.keys(WHOLE).sort(),
    );
  });

  it.each([
    ['a field that another domain adds', ['ProductVariant.stock', 'User.points', 'Order.shipments']],
    ['an entity of another domain', ['OrderLine.variant', 'Shipment.order', 'ProductSales.product']],
    ['what a query begins with', ['Query.products', 'Query.me', 'Query.cart', 'Query.deliveryZones']],
  ])('is %s', (_, coordinates) => {
    expect(fields.map(({ coordinate }) => coordinate)).toEqual(expect.arrayContaining(coordinates));
  });

  it('is nothing that a domain tells of its own', () => {
    const found = fields.map(({ coordinate }) => coordinate);
    for (const own of ['Product.variants', 'ProductVariant.product', 'Order.lines', 'Order.status'])
      expect(found).not.toContain(own);
  });

  it('is found where it is promised', () => {
    const graph = `
      type Query @join__type(graph: USERS) @join__type(graph: ORDERS) {
        people: [User!]! @join__field(graph: USERS)
        order: Order @join__field(graph: ORDERS)
      }
      type User @join__type(graph: USERS, key: "id") @join__type(graph: ORDERS, key: "id") {
        id: ID!
        name: String! @join__field(graph: USERS) @join__field(graph: ORDERS, external: true)
        orders: [Order!]! @join__field(graph: ORDERS)
      }
      type Order @join__type(graph: ORDERS, key: "id") { id: ID! by: User! lines: [String!]! }`;
    const promised = fieldsAtRisk(graph).filter(({ isPromised }) => isPromised);
    expect(promised.map(({ coordinate }) => coordinate)).toEqual(['Query.people', 'User.orders', 'Order.by']);
  });

  it('says whose every entity is that several domains know', () => {
    expect(entitiesOfSeveral(objectTypes(composeSupergraph())).sort()).toEqual(Object.keys(OWNERS).sort());
  });
});

interface FieldAtRisk {
  readonly coordinate: string;
  /** It may not be null. */
  readonly isPromised: boolean;
}

/** Fields of `Query`, fields that another domain adds to an entity, and fields that lead to an entity of another domain. */
function fieldsAtRisk(supergraphSdl: string): FieldAtRisk[] {
  return objectTypes(supergraphSdl).flatMap((type) => {
    const owner = OWNERS[type.name.value];
    return (type.fields ?? []).flatMap((field) => {
      const told = graphsOf(type, field);
      const target = OWNERS[namedType(field)];
      const isAdded = owner !== undefined && !told.includes(owner);
      const leadsAway = target !== undefined && !told.includes(target);
      if (type.name.value !== 'Query' && !isAdded && !leadsAway) return [];
      const coordinate = `${type.name.value}.${field.name.value}`;
      return [{ coordinate, isPromised: field.type.kind === Kind.NON_NULL_TYPE }];
    });
  });
}

function objectTypes(sdl: string): ObjectTypeDefinitionNode[] {
  return parse(sdl).definitions.filter((definition) => definition.kind === Kind.OBJECT_TYPE_DEFINITION);
}

function entitiesOfSeveral(types: readonly ObjectTypeDefinitionNode[]): string[] {
  return types
    .filter(
      (type) =>
        joins(type, 'join__type').filter(({ key, resolvable }) => key && resolvable !== false).length > 1,
    )
    .map((type) => type.name.value);
}

/** Who answers a field: those that it names and that do not only require it, else all that know its type. */
function graphsOf(type: ObjectTypeDefinitionNode, field: FieldDefinitionNode): unknown[] {
  const named = joins(field, 'join__field').filter(({ graph }) => graph !== undefined);
  const answering = named.length > 0 ? named.filter(({ external }) => !external) : joins(type, 'join__type');
  return answering.map(({ graph }) => graph);
}

function joins(
  { directives = [] }: ObjectTypeDefinitionNode | FieldDefinitionNode,
  name: string,
): Record<string, unknown>[] {
  return directives
    .filter((directive) => directive.name.value === name)
    .map(({ arguments: given = [] }) =>
      Object.fromEntries(given.map((argument) => [argument.name.value, valueFromASTUntyped(argument.value)])),
    );
}

function namedType({ type: given }: FieldDefinitionNode): string {
  let type = given;
  while (type.kind !== Kind.NAMED_TYPE) type = type.type;
  return type.name.value;
}
