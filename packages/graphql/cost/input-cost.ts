import {
  type GraphQLInputObjectType,
  type GraphQLInputType,
  getNullableType,
  isInputObjectType,
  isListType,
  Kind,
  type ValueNode,
} from 'graphql';
import type { CostRules } from './cost-rules.ts';

/** A value of an argument or of a variable, with its type: each input object in it costs 1 unless `@cost` says otherwise. */
interface Input<Value> {
  readonly rules: CostRules;
  readonly type: GraphQLInputType;
  readonly value: Value;
}

/** As {@link inputCost} for what a client sent as JSON. */
export function jsonCost({ rules, type, value }: Input<unknown>): number {
  const named = getNullableType(type);
  if (value === null || value === undefined) return 0;
  if (isListType(named)) {
    const items = Array.isArray(value) ? value : [value];
    return items.reduce(
      (cost: number, item) => cost + jsonCost({ rules, type: named.ofType, value: item }),
      0,
    );
  }
  if (!isInputObjectType(named) || typeof value !== 'object') return rules.weights.get(named.name) ?? 0;
  return fieldsCost(rules, named, Object.entries(value), (fieldType, part) =>
    jsonCost({ rules, type: fieldType, value: part }),
  );
}

/** @param options.costOf what a variable costs, which may stand anywhere in the value */
export function inputCost(
  options: Input<ValueNode> & { readonly costOf: (variable: string) => number },
): number {
  const { rules, type, value } = options;
  const named = getNullableType(type);
  if (value.kind === Kind.VARIABLE) return options.costOf(value.name.value);
  if (value.kind === Kind.NULL) return 0;
  if (isListType(named)) {
    const items = value.kind === Kind.LIST ? value.values : [value];
    return items.reduce((cost, item) => cost + inputCost({ ...options, type: named.ofType, value: item }), 0);
  }
  if (!isInputObjectType(named)) return rules.weights.get(named.name) ?? 0;
  const given = value.kind === Kind.OBJECT ? value.fields : [];
  const entries = given.map((field) => [field.name.value, field.value] as const);
  return fieldsCost(rules, named, entries, (fieldType, part) =>
    inputCost({ ...options, type: fieldType, value: part }),
  );
}

function fieldsCost<Value>(
  { weights }: CostRules,
  type: GraphQLInputObjectType,
  entries: readonly (readonly [string, Value])[],
  costOf: (type: GraphQLInputType, value: Value) => number,
): number {
  let cost = weights.get(type.name) ?? 1;
  for (const [name, value] of entries) {
    const field = type.getFields()[name];
    if (field) cost += (weights.get(`${type.name}.${name}`) ?? 0) + costOf(field.type, value);
  }
  return cost;
}
