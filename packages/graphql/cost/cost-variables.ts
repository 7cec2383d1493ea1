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

/** Reduces variables to what matters, with a key that is the same for the same cost. */
export function costVariables(options: {
  readonly schema: GraphQLSchema;
  readonly rules: CostRules;
  readonly operation: OperationDefinitionNode;
}): (variables: Readonly<Record<string, unknown>>) => {
  readonly values: CostVariables;
  readonly key: string;
} {
  const { rules } = options;
  const relevant = relevantVariables(options);
  return (variables) => {
    const values: Record<string, CostVariable> = Object.create(null);
    let key = '';
    for (const { name, type, byDefault } of relevant) {
      const given = variables[name] === undefined ? byDefault : variables[name];
      if (given !== undefined) {
        const value = {
          isTrue: given === true,
          length: listLength(given),
          cost: jsonCost({ rules, type, value: given }),
        };
        values[name] = value;
        key += `${value.isTrue} ${value.length} ${value.cost}`;
      }
      key += ';';
    }
    return { values, key };
  };
}

/** @returns what a slicing argument's value says; undefined when it says nothing */
export function listLength(value: unknown): number | undefined {
  if (typeof value === 'number') return Math.min(Math.max(0, value), Number.MAX_SAFE_INTEGER);
  return Array.isArray(value) ? value.length : undefined;
}

interface RelevantVariable {
  readonly name: string;
  readonly type: GraphQLInputType;
  readonly byDefault: unknown;
}

function relevantVariables({
  schema,
  rules,
  operation,
}: Parameters<typeof costVariables>[0]): readonly RelevantVariable[] {
  return (operation.variableDefinitions ?? []).flatMap(({ variable, type: node, defaultValue }) => {
    const type = typeFromAST(schema, node);
    if (!type || !isInputType(type) || !matters(rules, type)) return [];
    const byDefault = defaultValue && valueFromASTUntyped(defaultValue);
    return [{ name: variable.name.value, type, byDefault }];
  });
}

/** Most variables are ids and texts, whose values cost the same. */
function matters({ weights }: CostRules, type: GraphQLInputType): boolean {
  const named = getNamedType(type);
  if (isListType(getNullableType(type)) || isInputObjectType(named)) return true;
  return named.name === 'Int' || named.name === 'Boolean' || weights.has(named.name);
}
