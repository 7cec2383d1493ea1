import { subgraphSdl } from '@depachika/schema/compose.ts';
import { nodesSdl } from '@depachika/schema/nodes/nodes-sdl.ts';
import { DOMAIN_SERVICES } from '@depachika/schema/services.ts';
import { Kind, type ObjectTypeDefinitionNode, parse, valueFromASTUntyped } from 'graphql';
import { describe, expect, it } from 'vitest';
import { NODE_TYPES, nodeTypeOf, SHOP_NODE } from './node-types.ts';

const nodeTypes = [...Object.values(NODE_TYPES), SHOP_NODE];
const SUFFIX = '_01kb000000000000000000000a';

describe('the types that have ids', () => {
  it('are all entities of all domains that are found by an id', () => {
    const entities = DOMAIN_SERVICES.flatMap(({ name }) => entitiesOf(subgraphSdl(name)));
    expect([...new Set(entities.map(({ type }) => type))].sort()).toEqual(
      nodeTypes.map(({ type }) => type).sort(),
    );
  });

  it('are Nodes of the graph, each of them', () => {
    const nodes = objectsOf(nodesSdl()).filter(({ interfaces }) =>
      interfaces?.some(({ name }) => name.value === 'Node'),
    );
    expect(nodes.map(({ name }) => name.value).sort()).toEqual(nodeTypes.map(({ type }) => type).sort());
  });

  it.each(nodeTypes)('are asked for where they can be resolved: $type of $domain', ({ type, domain }) => {
    const entity = entitiesOf(subgraphSdl(domain)).find((each) => each.type === type);
    expect(entity?.isResolvable).toBe(true);
  });

  it('say their prefix in their description', () => {
    const described = DOMAIN_SERVICES.flatMap(({ name }) => objectsOf(subgraphSdl(name))).flatMap((type) => {
      const text = type.fields?.find(({ name }) => name.value === 'id')?.description?.value;
      const [, prefix] = /`([a-z]{3})_/.exec(text ?? '') ?? [];
      return prefix && Object.hasOwn(NODE_TYPES, prefix)
        ? [[type.name.value, nodeTypeOf(prefix + SUFFIX)?.type]]
        : [];
    });
    expect(described.length).toBeGreaterThan(nodeTypes.length);
    expect(described.filter(([name, type]) => name !== type)).toEqual([]);
  });
});

describe('an id', () => {
  it('says by its prefix what it is of', () => {
    expect(nodeTypeOf(`ord${SUFFIX}`)).toEqual({ type: 'Order', domain: 'orders' });
    expect(nodeTypeOf('shop')).toMatchObject({ type: 'Shop', domain: 'orders' });
  });

  it.each([
    ...['', '_', 'ord', 'ord_', 'ord_1', 'shop_', `Ord${SUFFIX}`, `ses${SUFFIX}`, `toString${SUFFIX}`],
    ...[`__proto__${SUFFIX}`, `ord${SUFFIX} `, `ord${SUFFIX}\u0000`],
  ])('is of nothing where it cannot be one: %j', (id) => {
    expect(nodeTypeOf(id)).toBeUndefined();
  });
});

function objectsOf(sdl: string): ObjectTypeDefinitionNode[] {
  return parse(sdl).definitions.filter((each) => each.kind === Kind.OBJECT_TYPE_DEFINITION);
}

function entitiesOf(sdl: string): { readonly type: string; readonly isResolvable: boolean }[] {
  return objectsOf(sdl).flatMap(({ name, directives = [] }) => {
    const key = directives.find((each) => each.name.value === 'key');
    const given = Object.fromEntries(
      (key?.arguments ?? []).map((each) => [each.name.value, valueFromASTUntyped(each.value)]),
    );
    return given.fields === 'id' ? [{ type: name.value, isResolvable: given.resolvable !== false }] : [];
  });
}
