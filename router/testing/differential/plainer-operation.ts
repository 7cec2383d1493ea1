import {
  type DirectiveNode,
  type DocumentNode,
  type FieldNode,
  Kind,
  parse,
  print,
  type SelectionNode,
  type SelectionSetNode,
  visit,
} from 'graphql';
import type { GeneratedOperation } from './generated-operation.ts';

/** An operation that asks for the same with names that nobody else uses, and without what its conditions leave out. */
export interface PlainerOperation extends GeneratedOperation {
  /** A name or a variable of it was one that the planner uses itself. */
  readonly hadUnsafeNames: boolean;
  readonly hadConditions: boolean;
  /** @returns data as the original operation wants it */
  dataOf(data: unknown): unknown;
  pathOf(path: readonly (string | number)[]): (string | number)[];
}

const MARK = '__renamed';
const NOTHING_LEFT = 'nothing__left';

export function plainerOperation(
  { query, variables }: GeneratedOperation,
  isUnsafe: (name: string) => boolean,
): PlainerOperation {
  const original = parse(query, { noLocation: true });
  const decided = withoutConditions(original, variables);
  const renamed = withoutUnsafeNames(decided, isUnsafe);
  const sent = Object.entries(variables).map(([name, value]) => [renamedVariable(name), value] as const);
  const text = print(withUsedVariables(renamed));
  return {
    query: text,
    variables: Object.fromEntries(sent.filter(([name]) => text.includes(`$${name}:`))),
    hadUnsafeNames: print(renamed) !== print(decided),
    hadConditions: print(decided) !== print(original),
    dataOf,
    pathOf: (path) => path.map((part) => (typeof part === 'string' ? nameOf(part) : part)),
  };
}

function nameOf(key: string): string {
  return key.endsWith(MARK) ? key.slice(0, -MARK.length) : key;
}

function dataOf(data: unknown): unknown {
  if (Array.isArray(data)) return data.map(dataOf);
  if (typeof data !== 'object' || data === null) return data;
  const entries = Object.entries(data).filter(([key]) => key !== NOTHING_LEFT);
  return Object.fromEntries(entries.map(([key, value]) => [nameOf(key), dataOf(value)]));
}

function withoutConditions(document: DocumentNode, variables: GeneratedOperation['variables']): DocumentNode {
  const isLeftOut = ({ name, arguments: given }: DirectiveNode) => {
    const value = given?.[0]?.value;
    const holds =
      value?.kind === Kind.VARIABLE
        ? variables[value.name.value]
        : value?.kind === Kind.BOOLEAN && value.value;
    return holds === (name.value === 'skip');
  };
  const decided = visit(document, {
    SelectionSet: {
      leave(set): SelectionSetNode {
        const left = set.selections.filter(({ directives = [] }) => !directives.some(isLeftOut));
        const selections = left.map((selection): SelectionNode => ({ ...selection, directives: [] }));
        return { ...set, selections: selections.length > 0 ? selections : [NOTHING] };
      },
    },
  });
  const spread = spreadNames(decided);
  return {
    ...decided,
    definitions: decided.definitions.filter(
      (each) => each.kind !== Kind.FRAGMENT_DEFINITION || spread.has(each.name.value),
    ),
  };
}

/** Of fragments that the operation comes to. */
function spreadNames(document: DocumentNode): ReadonlySet<string> {
  const names = new Set<string>();
  const follow = (node: DocumentNode['definitions'][number]) =>
    visit(node, {
      FragmentSpread({ name }) {
        if (names.has(name.value)) return;
        names.add(name.value);
        const fragment = document.definitions.find(
          (each) => each.kind === Kind.FRAGMENT_DEFINITION && each.name.value === name.value,
        );
        if (fragment) follow(fragment);
      },
    });
  for (const each of document.definitions) if (each.kind === Kind.OPERATION_DEFINITION) follow(each);
  return names;
}

const NOTHING: FieldNode = {
  kind: Kind.FIELD,
  alias: { kind: Kind.NAME, value: NOTHING_LEFT },
  name: { kind: Kind.NAME, value: '__typename' },
};

function withoutUnsafeNames(document: DocumentNode, isUnsafe: (name: string) => boolean): DocumentNode {
  return visit(document, {
    Field(field) {
      const { alias, name } = field;
      if (!alias || alias.value === name.value || !isUnsafe(alias.value)) return undefined;
      return { ...field, alias: { ...alias, value: `${alias.value}${MARK}` } };
    },
    Variable(variable) {
      const value = renamedVariable(variable.name.value);
      return value === variable.name.value ? undefined : { ...variable, name: { ...variable.name, value } };
    },
  });
}

function renamedVariable(name: string): string {
  return name === 'representations' ? `${name}${MARK}` : name;
}

function withUsedVariables(document: DocumentNode): DocumentNode {
  const used = new Set<string>();
  visit(document, {
    VariableDefinition: () => false,
    Variable: ({ name }) => void used.add(name.value),
  });
  return visit(document, {
    VariableDefinition: ({ variable }) => (used.has(variable.name.value) ? undefined : null),
  });
}
