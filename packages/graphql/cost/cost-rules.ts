import {
  type ConstDirectiveNode,
  type DefinitionNode,
  type DocumentNode,
  type FieldDefinitionNode,
  type InputValueDefinitionNode,
  Kind,
  valueFromASTUntyped,
} from 'graphql';

/** How large the list of a field is: `@listSize` of IBM's cost specification. */
export interface ListSize {
  readonly assumedSize?: number;
  /** Arguments that say how many are wanted. The largest that is given counts. */
  readonly slicingArguments: readonly string[];
  /** Lists below this field that have this size, such as `nodes` of a connection; empty: the field itself is the list. */
  readonly sizedFields: readonly string[];
}

/** What the SDL says of costs. */
export interface CostRules {
  /** `@cost` by `Type`, `Type.field`, `Input.field` or `Type.field(argument:)`. */
  readonly weights: ReadonlyMap<string, number>;
  /** `@listSize` by `Type.field`. */
  readonly listSizes: ReadonlyMap<string, ListSize>;
}

/** How this SDL names the directives, which `@link` may rename. */
export interface CostDirectiveNames {
  readonly cost: string;
  readonly listSize: string;
}

/** Reads `@cost` and `@listSize` off an SDL: a subgraph's, or the supergraph into which they were composed. */
export function readCostRules(
  document: DocumentNode,
  names: CostDirectiveNames = { cost: 'cost', listSize: 'listSize' },
): CostRules {
  const weights = new Map<string, number>();
  const listSizes = new Map<string, ListSize>([
    ['Query._entities', ENTITIES],
    ['Query.nodes', NODES],
  ]);
  for (const definition of document.definitions) readDefinition(definition);
  return { weights, listSizes };

  function readDefinition(definition: DefinitionNode): void {
    if (definition.kind === Kind.DIRECTIVE_DEFINITION || !('name' in definition) || !definition.name) return;
    const type = definition.name.value;
    if ('directives' in definition) readWeight(type, definition.directives);
    if ('fields' in definition) for (const field of definition.fields ?? []) readField(type, field);
  }

  function readField(type: string, field: FieldDefinitionNode | InputValueDefinitionNode): void {
    const coordinate = `${type}.${field.name.value}`;
    readWeight(coordinate, field.directives);
    const listSize = argumentsOf(field.directives, names.listSize);
    if (listSize) listSizes.set(coordinate, { ...(listSizes.get(coordinate) ?? UNSAID), ...listSize });
    if (field.kind !== Kind.FIELD_DEFINITION) return;
    for (const argument of field.arguments ?? [])
      readWeight(`${coordinate}(${argument.name.value}:)`, argument.directives);
  }

  function readWeight(coordinate: string, directives: Directives): void {
    const weight = argumentsOf(directives, names.cost)?.weight;
    if (typeof weight === 'number') weights.set(coordinate, weight);
  }
}

/** Federation's own list has one entity for each representation. */
const ENTITIES: ListSize = { slicingArguments: ['representations'], sizedFields: [] };

/** Relay's list has one node for each id; composition takes numbers alone as slicing arguments, so that no SDL can say it. */
const NODES: ListSize = { slicingArguments: ['ids'], sizedFields: [] };

const UNSAID: ListSize = { slicingArguments: [], sizedFields: [] };

type Directives = readonly ConstDirectiveNode[] | readonly { readonly kind: string }[] | undefined;

function argumentsOf(directives: Directives, name: string): Record<string, unknown> | undefined {
  const directive = (directives as readonly ConstDirectiveNode[] | undefined)?.find(
    (each) => each.name.value === name,
  );
  if (!directive) return undefined;
  const given = (directive.arguments ?? []).map((each) => [each.name.value, valueFromASTUntyped(each.value)]);
  return Object.fromEntries(given);
}
