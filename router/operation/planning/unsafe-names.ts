import { type DocumentNode, Kind, parse, type StringValueNode, visit } from 'graphql';

/**
 * @returns names of the fields that the planner may ask for beside those of a client: what the keys of entities, and the
 *   `requires` and `provides` of fields name, and `__typename`
 */
export function namesOfThePlanner(supergraph: DocumentNode): ReadonlySet<string> {
  const names = new Set(['__typename']);
  visit(supergraph, {
    Directive({ name, arguments: given }) {
      const holding = FIELD_SETS[name.value] ?? [];
      for (const { name: argument, value } of given ?? [])
        if (holding.includes(argument.value) && value.kind === Kind.STRING) addNames(names, value);
      return false;
    },
  });
  return names;
}

const FIELD_SETS: Readonly<Record<string, readonly string[]>> = {
  join__type: ['key'],
  join__field: ['requires', 'provides'],
};

function addNames(names: Set<string>, set: StringValueNode): void {
  visit(parse(`{ ${set.value} }`, { noLocation: true }), {
    Field({ name, alias }) {
      names.add(alias?.value ?? name.value);
    },
  });
}
