import {
  type FieldNode,
  type FragmentDefinitionNode,
  Kind,
  type OperationDefinitionNode,
  type VariableDefinitionNode,
  visit,
} from 'graphql';
import type { Fragments, OperationPart } from '../introspection.ts';
import type { Variables } from '../variables.ts';

/**
 * An operation as it is planned. A client may call a field by any name, one by which the planner asks for something else of
 * the same object included: then the answer of the one would be read as the answer of the other. Such names get another key
 * among subgraphs, and are the client's own again in the answer.
 */
export interface PlannedPart extends OperationPart {
  /** @returns the key under which subgraphs answer a field of the client's operation */
  keyOf(field: FieldNode): string;
  /** Under which each object that says who was signed in tells its token; undefined where there is none: see `sign-ins/`. */
  readonly signInKey?: string;
  /** @returns what the client's variables are called among subgraphs */
  variablesOf(variables: Variables): Variables;
}

/** As Apollo's own executor needs it, which knows no other keys than the client's. */
export function asAsked(part: OperationPart): PlannedPart {
  return {
    ...part,
    keyOf: ({ alias, name }) => alias?.value ?? name.value,
    variablesOf: (variables) => variables,
  };
}

/** @param unsafe names of fields that the planner may ask for on its own: those of keys and of what others require */
export function plannedPart(part: OperationPart, unsafe: ReadonlySet<string>): PlannedPart {
  const names = namesOf(part);
  const mark = unusedMark(names.keys);
  const keyOf = (field: FieldNode) => {
    const key = field.alias?.value ?? field.name.value;
    return isUnsafe(field, unsafe) ? `${key}${mark}` : key;
  };
  const hasReserved = names.variables.has(RESERVED_VARIABLE);
  if (!hasReserved && !names.hasUnsafe(unsafe))
    return { ...part, keyOf, variablesOf: (variables) => variables };
  const renamed = `${RESERVED_VARIABLE}${unusedMark(names.variables)}`;
  const variableOf = (name: string) => (name === RESERVED_VARIABLE ? renamed : name);
  const rewrite = <Node extends OperationDefinitionNode | FragmentDefinitionNode>(node: Node): Node =>
    visit(node, {
      Field(field) {
        if (!isUnsafe(field, unsafe)) return undefined;
        return { ...field, alias: { kind: Kind.NAME, value: keyOf(field) } };
      },
      Variable(variable) {
        const name = variableOf(variable.name.value);
        if (name === variable.name.value) return undefined;
        return { ...variable, name: { kind: Kind.NAME, value: name } };
      },
    });
  const operation = rewrite(part.operation);
  const fragments: Fragments = Object.fromEntries(
    Object.entries(part.fragments).map(([name, fragment]) => [name, rewrite(fragment)]),
  );
  return {
    operation,
    fragments,
    document: { kind: Kind.DOCUMENT, definitions: [operation, ...Object.values(fragments)] },
    keyOf,
    variablesOf: (variables) =>
      hasReserved
        ? Object.fromEntries(Object.entries(variables).map(([name, value]) => [variableOf(name), value]))
        : variables,
  };
}

/** Of the variable with the entities that are asked for. */
const RESERVED_VARIABLE = 'representations';

/** The planner's own way to tell apart what two types call alike. */
const PLANNERS_ALIAS = /__alias_\d+$/;

function isUnsafe({ alias, name, arguments: given }: FieldNode, unsafe: ReadonlySet<string>): boolean {
  // The planner asks for it without arguments, and would take one answer for the other.
  if (!alias || alias.value === name.value) return Boolean(given?.length) && unsafe.has(name.value);
  return unsafe.has(alias.value) || alias.value in Object.prototype || PLANNERS_ALIAS.test(alias.value);
}

interface Names {
  readonly keys: ReadonlySet<string>;
  readonly variables: ReadonlySet<string>;
  hasUnsafe(unsafe: ReadonlySet<string>): boolean;
}

function namesOf({ operation, fragments }: OperationPart): Names {
  const keys = new Set<string>();
  const fields: FieldNode[] = [];
  const variables = new Set(
    (operation.variableDefinitions ?? []).map(({ variable }: VariableDefinitionNode) => variable.name.value),
  );
  for (const node of [operation, ...Object.values(fragments)])
    visit(node, {
      Field(field) {
        keys.add(field.alias?.value ?? field.name.value);
        if (field.alias || field.arguments?.length) fields.push(field);
      },
    });
  return { keys, variables, hasUnsafe: (unsafe) => fields.some((field) => isUnsafe(field, unsafe)) };
}

/** @returns an ending that none of the names has */
function unusedMark(names: ReadonlySet<string>): string {
  let mark = '_';
  while ([...names].some((name) => name.endsWith(mark))) mark += '_';
  return mark;
}
