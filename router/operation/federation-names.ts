import {
  type ASTNode,
  type DocumentNode,
  type ExecutionResult,
  type FragmentDefinitionNode,
  type GraphQLError,
  Kind,
  visit,
} from 'graphql';
import type { OperationPart } from './introspection.ts';
import type { Variables } from './variables.ts';

/** Keys of answers that fetches of entities need for themselves: `__typename`, and what keys and requirements name. */
export function readFederationNames(supergraph: DocumentNode): ReadonlySet<string> {
  const names = new Set(['__typename']);
  visit(supergraph, {
    Directive({ name, arguments: given = [] }) {
      if (name.value !== 'join__type' && name.value !== 'join__field') return;
      for (const { name: argument, value } of given) {
        if (!FIELD_SETS.includes(argument.value) || value.kind !== Kind.STRING) continue;
        for (const word of value.value.match(/\w+/g) ?? []) names.add(word);
      }
    },
  });
  return names;
}

const FIELD_SETS = ['key', 'requires', 'provides'];

/** An operation as the planner gets it, and how to get from and to the names that the client has chosen. */
export interface FederationNames {
  readonly part: OperationPart;
  readonly variables: (sent: Variables) => Variables;
  /** The same answer under the keys that were asked for. */
  readonly answer: <Result extends ExecutionResult>(result: Result) => Result;
}

/** The gateway puts representations of entities into a variable of this name. */
const ENTITIES_VARIABLE = 'representations';

/**
 * A client may call a field as it likes, `id: label` too. The planner adds keys under their own names and would let one answer
 * for the other, so that such fields have other names on their way.
 * @param names from {@link readFederationNames}
 */
export function withFederationNames(part: OperationPart, names: ReadonlySet<string>): FederationNames {
  const aliases = new Set<string>();
  let takesVariable = false;
  const used = new Set<string>();
  visit(part.document, {
    Name: ({ value }) => void used.add(value),
    Variable: ({ name }) => {
      takesVariable ||= name.value === ENTITIES_VARIABLE;
    },
    Field: ({ alias, name }) => {
      if (alias && alias.value !== name.value && names.has(alias.value)) aliases.add(alias.value);
    },
  });
  if (aliases.size === 0 && !takesVariable)
    return { part, variables: (sent) => sent, answer: (result) => result };
  const renamed = new Map([...aliases].map((alias) => [alias, free(alias, used)]));
  const variable = free(ENTITIES_VARIABLE, used);
  const original = new Map([...renamed].map(([alias, name]) => [name, alias]));
  return {
    part: renamedPart(part, { renamed, variable }),
    variables: (sent) => (takesVariable ? withVariable(sent, variable) : sent),
    answer: (result) => (renamed.size > 0 ? restored(result, original) : result),
  };
}

interface Renaming {
  readonly renamed: ReadonlyMap<string, string>;
  readonly variable: string;
}

function free(name: string, used: ReadonlySet<string>): string {
  let tried = `the_${name}`;
  while (used.has(tried)) tried = `the_${tried}`;
  return tried;
}

function renamedPart({ operation, fragments }: OperationPart, renaming: Renaming): OperationPart {
  const own = renamedIn(operation, renaming);
  const spread: Record<string, FragmentDefinitionNode> = Object.create(null);
  for (const [name, fragment] of Object.entries(fragments)) spread[name] = renamedIn(fragment, renaming);
  return {
    operation: own,
    fragments: spread,
    document: { kind: Kind.DOCUMENT, definitions: [own, ...Object.values(spread)] },
  };
}

function renamedIn<Node extends ASTNode>(node: Node, { renamed, variable }: Renaming): Node {
  return visit(node, {
    Field(field) {
      const alias = field.alias && field.alias.value !== field.name.value && renamed.get(field.alias.value);
      return alias ? { ...field, alias: { ...field.alias!, value: alias } } : undefined;
    },
    Variable(used) {
      if (used.name.value !== ENTITIES_VARIABLE) return undefined;
      return { ...used, name: { ...used.name, value: variable } };
    },
  });
}

function withVariable(sent: Variables, variable: string): Variables {
  const { [ENTITIES_VARIABLE]: value, ...others } = sent;
  return Object.assign(Object.create(null), others, value === undefined ? {} : { [variable]: value });
}

function restored<Result extends ExecutionResult>(
  result: Result,
  original: ReadonlyMap<string, string>,
): Result {
  return {
    ...result,
    ...(result.data ? { data: restoredIn(result.data, original) } : {}),
    ...(result.errors ? { errors: result.errors.map((error) => restoredPath(error, original)) } : {}),
  };
}

function restoredIn<Value>(value: Value, original: ReadonlyMap<string, string>): Value {
  if (Array.isArray(value)) return value.map((item) => restoredIn(item, original)) as Value;
  if (typeof value !== 'object' || value === null) return value;
  const prototype = Object.getPrototypeOf(value);
  // A scalar may be an object of its own kind.
  if (prototype !== Object.prototype && prototype !== null) return value;
  const named: Record<string, unknown> = Object.create(null);
  for (const [key, part] of Object.entries(value))
    named[original.get(key) ?? key] = restoredIn(part, original);
  return named as Value;
}

/** Errors are known by identity, and keep it. */
function restoredPath(error: GraphQLError, original: ReadonlyMap<string, string>): GraphQLError {
  const path = error.path?.map((key) => original.get(String(key)) ?? key);
  return path ? Object.assign(error, { path }) : error;
}
