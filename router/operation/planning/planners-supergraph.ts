import {
  type ConstArgumentNode,
  type ConstDirectiveNode,
  type DocumentNode,
  type FieldDefinitionNode,
  type FieldNode,
  type InterfaceTypeDefinitionNode,
  Kind,
  type ObjectTypeDefinitionNode,
  parse,
  print,
  type SelectionSetNode,
  type TypeNode,
} from 'graphql';

/**
 * A field with arguments in some `requires`. The planner's own copy of the graph has a field without arguments in its place,
 * so that the planner, which does not look at those arguments, never takes the field of another argument for it.
 */
export interface StandIn {
  readonly name: string;
  readonly field: string;
  readonly arguments: readonly ConstArgumentNode[];
}

export interface StandIns {
  readonly byName: ReadonlyMap<string, StandIn>;
  /**
   * For a field of a subgraph, by `graph Type.field`: what it requires of each field that has stand-ins, by the place of that
   * in the entity, `work.title`: a stand-in, or the field itself. There may be several with spaces between them, each for
   * other types of what is around it.
   */
  readonly required: ReadonlyMap<string, ReadonlyMap<string, string>>;
  /** Subgraphs, as the join directives name them, that answer such a field or require one. No other sees a stand-in. */
  readonly graphs: ReadonlySet<string>;
}

export interface PlannersSupergraph {
  readonly document: DocumentNode;
  /** Undefined when no `requires` has arguments. */
  readonly standIns: StandIns | undefined;
}

/** @param supergraph composed, with its join directives */
export function plannersSupergraph(supergraph: DocumentNode): PlannersSupergraph {
  const document = resolvableKeysFirst(supergraph);
  const types = typesOf(document);
  const making = makeStandIns(types);
  if (making.byName.size === 0) return { document, standIns: undefined };
  const required = requiredBy(types, making);
  const requiring = [...required.keys()].map((key) => key.slice(0, key.indexOf(' ')));
  return {
    document: {
      ...document,
      definitions: document.definitions.map((definition) =>
        isType(definition) ? withStandIns(definition, making) : definition,
      ),
    },
    standIns: {
      byName: making.byName,
      required,
      graphs: new Set([...requiring, ...graphsThatAnswer(types, making)]),
    },
  };
}

export function requiredKey(graph: string, type: string, field: string): string {
  return `${graph} ${type}.${field}`;
}

type TypeNodeOf = ObjectTypeDefinitionNode | InterfaceTypeDefinitionNode;
type Types = ReadonlyMap<string, TypeNodeOf>;

function isType(node: { readonly kind: Kind }): node is TypeNodeOf {
  return node.kind === Kind.OBJECT_TYPE_DEFINITION || node.kind === Kind.INTERFACE_TYPE_DEFINITION;
}

function typesOf({ definitions }: DocumentNode): Types {
  return new Map(definitions.filter(isType).map((type) => [type.name.value, type]));
}

/** The planner takes the first key that it can fill, and would take one by which no subgraph can be asked. */
function resolvableKeysFirst(document: DocumentNode): DocumentNode {
  const isUnresolvable = ({ name, arguments: given = [] }: ConstDirectiveNode) =>
    name.value === 'join__type' &&
    given.some((each) => each.name.value === 'resolvable' && print(each.value) === 'false');
  return {
    ...document,
    definitions: document.definitions.map((definition) => {
      if (!isType(definition)) return definition;
      const directives = definition.directives ?? [];
      return {
        ...definition,
        directives: [
          ...directives.filter((directive) => !isUnresolvable(directive)),
          ...directives.filter(isUnresolvable),
        ],
      };
    }),
  };
}

interface Making {
  readonly byName: Map<string, StandIn>;
  /** Names of stand-ins by type and field. */
  readonly added: Map<string, Map<string, Set<string>>>;
  nameOf(field: FieldNode): string;
}

function makeStandIns(types: Types): Making {
  const byName = new Map<string, StandIn>();
  const added: Making['added'] = new Map();
  const names = new Map<string, string>();
  const implementers = implementersOf(types);
  const nameOf = ({ name, arguments: given = [] }: FieldNode) => {
    const key = `${name.value}(${given.map(print).sort().join(', ')})`;
    const known = names.get(key);
    if (known) return known;
    const fresh = `${name.value}__required_${names.size + 1}`;
    names.set(key, fresh);
    byName.set(fresh, { name: fresh, field: name.value, arguments: given as readonly ConstArgumentNode[] });
    return fresh;
  };
  const making: Making = { byName, added, nameOf };
  for (const { type, set } of requirementsOf(types))
    eachField(types, { type, set }, (parent, field) => {
      if (!field.arguments?.length) return;
      for (const name of [parent, ...(implementers.get(parent) ?? [])]) addTo(making, name, field);
    });
  return making;
}

function addTo({ added, nameOf }: Making, type: string, field: FieldNode): void {
  const ofType = added.get(type) ?? new Map<string, Set<string>>();
  const ofField = ofType.get(field.name.value) ?? new Set<string>();
  added.set(type, ofType.set(field.name.value, ofField.add(nameOf(field))));
}

function implementersOf(types: Types): Map<string, string[]> {
  const implementers = new Map<string, string[]>();
  for (const [name, { interfaces = [] }] of types)
    for (const { name: implemented } of interfaces)
      implementers.set(implemented.value, [...(implementers.get(implemented.value) ?? []), name]);
  return implementers;
}

interface Requirement {
  readonly graph: string;
  readonly type: string;
  readonly field: string;
  readonly set: SelectionSetNode;
}

function requirementsOf(types: Types): Requirement[] {
  return [...types].flatMap(([type, { fields = [] }]) =>
    fields.flatMap((field) =>
      (field.directives ?? []).flatMap((directive) => {
        const graph = argumentOf(directive, 'graph');
        const requires = directive.name.value === 'join__field' && argumentOf(directive, 'requires');
        if (graph?.kind !== Kind.ENUM || !requires || requires.kind !== Kind.STRING) return [];
        return [{ graph: graph.value, type, field: field.name.value, set: parseSet(requires.value) }];
      }),
    ),
  );
}

function argumentOf({ arguments: given = [] }: ConstDirectiveNode, name: string) {
  return given.find((each) => each.name.value === name)?.value;
}

function parseSet(text: string): SelectionSetNode {
  const [definition] = parse(`{ ${text} }`, { noLocation: true }).definitions;
  return (definition as { selectionSet: SelectionSetNode }).selectionSet;
}

/** @param at the place of the set in the entity */
function eachField(
  types: Types,
  { type, set, at = '' }: { readonly type: string; readonly set: SelectionSetNode; readonly at?: string },
  visit: (parent: string, field: FieldNode, place: string) => void,
): void {
  for (const selection of set.selections) {
    if (selection.kind === Kind.FRAGMENT_SPREAD) continue;
    if (selection.kind === Kind.INLINE_FRAGMENT) {
      const condition = selection.typeCondition?.name.value ?? type;
      eachField(types, { type: condition, set: selection.selectionSet, at }, visit);
      continue;
    }
    const place = placeBelow(at, selection.name.value);
    visit(type, selection, place);
    const below = types.get(type)?.fields?.find(({ name }) => name.value === selection.name.value);
    if (below && selection.selectionSet)
      eachField(types, { type: namedType(below.type), set: selection.selectionSet, at: place }, visit);
  }
}

/** @returns the place of a field of what stands at a place of an entity */
export function placeBelow(at: string, field: string): string {
  return at === '' ? field : `${at}.${field}`;
}

function namedType(type: TypeNode): string {
  return type.kind === Kind.NAMED_TYPE ? type.name.value : namedType(type.type);
}

function withStandIns(type: TypeNodeOf, making: Making): TypeNodeOf {
  const added = making.added.get(type.name.value);
  const fields = (type.fields ?? []).flatMap((field) => {
    const rewritten = {
      ...field,
      directives: (field.directives ?? []).map((each) => withRequires(each, making)),
    };
    const names = [...(added?.get(field.name.value) ?? [])];
    return [rewritten, ...names.map((name) => standInField(rewritten, name))];
  });
  return { ...type, fields };
}

function standInField(field: FieldDefinitionNode, name: string): FieldDefinitionNode {
  const { description: _, ...rest } = field;
  return { ...rest, name: { kind: Kind.NAME, value: name }, arguments: [] };
}

function withRequires(directive: ConstDirectiveNode, making: Making): ConstDirectiveNode {
  if (directive.name.value !== 'join__field' || !directive.arguments) return directive;
  return {
    ...directive,
    arguments: directive.arguments.map((argument) => {
      if (argument.name.value !== 'requires' || argument.value.kind !== Kind.STRING) return argument;
      const set = setWithStandIns(parseSet(argument.value.value), making);
      const text = set.selections.map(print).join(' ').replace(/\s+/g, ' ');
      return { ...argument, value: { kind: Kind.STRING as const, value: text } };
    }),
  };
}

function setWithStandIns(set: SelectionSetNode, making: Making): SelectionSetNode {
  return {
    ...set,
    selections: set.selections.map((selection) => {
      if (selection.kind === Kind.FRAGMENT_SPREAD) return selection;
      if (selection.kind === Kind.INLINE_FRAGMENT)
        return { ...selection, selectionSet: setWithStandIns(selection.selectionSet, making) };
      const below = selection.selectionSet && setWithStandIns(selection.selectionSet, making);
      const name = selection.arguments?.length
        ? { kind: Kind.NAME as const, value: making.nameOf(selection) }
        : selection.name;
      return { kind: Kind.FIELD as const, name, ...(below ? { selectionSet: below } : {}) };
    }),
  };
}

function requiredBy(types: Types, { byName, nameOf }: Making): StandIns['required'] {
  const fields = new Set([...byName.values()].map(({ field }) => field));
  const required = new Map<string, Map<string, string>>();
  for (const { graph, type, field, set } of requirementsOf(types)) {
    const wanted = new Map<string, string>();
    eachField(types, { type, set }, (_, each, place) => {
      if (!fields.has(each.name.value)) return;
      const name = each.arguments?.length ? nameOf(each) : each.name.value;
      const others = wanted.get(place)?.split(' ') ?? [];
      wanted.set(place, [...new Set([...others, name])].join(' '));
    });
    if (wanted.size > 0) required.set(requiredKey(graph, type, field), wanted);
  }
  return required;
}

/** A field without a graph of its own is in each of its type's. */
function graphsThatAnswer(types: Types, { added }: Making): string[] {
  return [...added].flatMap(([name, ofType]) => {
    const { directives, fields = [] } = types.get(name)!;
    return fields
      .filter((field) => ofType.has(field.name.value))
      .flatMap((field) => {
        const own = graphsIn(field.directives);
        return own.length > 0 ? own : graphsIn(directives);
      });
  });
}

function graphsIn(directives: readonly ConstDirectiveNode[] = []): string[] {
  return directives.flatMap((directive) => {
    const graph = argumentOf(directive, 'graph');
    return graph?.kind === Kind.ENUM ? [graph.value] : [];
  });
}
