import {
  type GraphQLInputType,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  isInputObjectType,
  isInputType,
  isListType,
  type OperationDefinitionNode,
  typeFromAST,
  valueFromASTUntyped,
} from 'graphql';
import type { CostRules } from './cost-rules.ts';
import { jsonCost } from './input-cost.ts';

/** What of a variable's value matters to the cost of an operation. */
export interface CostVariable {
  readonly isTrue: boolean;
  /** As a slicing argument: the number, or how long the list is; undefined for null. */
  readonly length: number | undefined;
  /** Of the input objects in it. */
  readonly cost: number;
}

/** By name. A variable that was not given and has no default is absent. */
export type CostVariables = Readonly<Record<string, CostVariable>>;

type Variables = Readonly<Record<string, unknown>>;

/** The variables of one operation that matter to its cost: most are ids and texts, whose values cost the same. */
export interface RelevantVariables {
  /** Is the same for values of the same cost; asked for each request. */
  key(variables: Variables): string | number;
  values(variables: Variables): CostVariables;
}

export function relevantVariables(options: {
  readonly schema: GraphQLSchema;
  readonly rules: CostRules;
  readonly operation: OperationDefinitionNode;
}): RelevantVariables {
  const { rules } = options;
  const relevant = findRelevant(options);
  const [first] = relevant;
  return {
    key(variables) {
      if (!first) return 0;
      if (relevant.length === 1) return keyOf(rules, first, variables);
      return relevant.map((variable) => keyOf(rules, variable, variables)).join(';');
    },
    values(variables) {
      const given: Record<string, CostVariable> = Object.create(null);
      for (const variable of relevant) {
        const value = read(rules, variable, variables);
        if (value) given[variable.name] = value;
      }
      return given;
    },
  };
}

/** @returns what a number, or the length of a list, says as a slicing argument; undefined when the value says nothing */
export function listLength(value: unknown): number | undefined {
  if (typeof value === 'number') return Math.min(Math.max(0, value), Number.MAX_SAFE_INTEGER);
  return Array.isArray(value) ? value.length : undefined;
}

interface RelevantVariable {
  readonly name: string;
  readonly type: GraphQLInputType;
  readonly isList: boolean;
  /** False when nothing in a value of its type can cost anything by itself. */
  readonly costs: boolean;
  readonly byDefault: unknown;
}

function keyOf(rules: CostRules, variable: RelevantVariable, variables: Variables): string | number {
  const given = givenTo(variables, variable.name);
  if (!variable.costs && typeof given === 'number') return given;
  const value = read(rules, variable, variables);
  return value ? `${value.isTrue} ${value.length} ${value.cost}` : '';
}

function read(rules: CostRules, variable: RelevantVariable, variables: Variables): CostVariable | undefined {
  const { name, type, isList, costs, byDefault } = variable;
  const given = givenTo(variables, name);
  const value = given === undefined ? byDefault : given;
  if (value === undefined) return undefined;
  return {
    isTrue: value === true,
    // One value in the place of a list is a list of one.
    length: isList && value !== null && !Array.isArray(value) ? 1 : listLength(value),
    cost: costs ? jsonCost({ rules, type, value }) : 0,
  };
}

/** A client may call a variable `constructor`: every object has one, and it is not what the client sent. */
function givenTo(variables: Variables, name: string): unknown {
  return Object.hasOwn(variables, name) ? variables[name] : undefined;
}

function findRelevant({
  schema,
  rules,
  operation,
}: Parameters<typeof relevantVariables>[0]): readonly RelevantVariable[] {
  return (operation.variableDefinitions ?? []).flatMap(({ variable, type: node, defaultValue }) => {
    const type = typeFromAST(schema, node);
    if (!type || !isInputType(type)) return [];
    const named = getNamedType(type);
    const isList = isListType(getNullableType(type));
    const costs = isInputObjectType(named) || rules.weights.has(named.name);
    if (!isList && !costs && named.name !== 'Int' && named.name !== 'Boolean') return [];
    const byDefault = defaultValue && valueFromASTUntyped(defaultValue);
    return [{ name: variable.name.value, type, isList, costs, byDefault }];
  });
}
