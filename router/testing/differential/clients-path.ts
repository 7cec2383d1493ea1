import { type DocumentNode, Kind, parse, type SelectionSetNode } from 'graphql';

/** @returns whether a path goes along what the client asked for, under the names that it gave */
export function isClientsPath(query: string, path: readonly (string | number)[]): boolean {
  const document = parse(query, { noLocation: true });
  let sets = document.definitions.flatMap((each) =>
    each.kind === Kind.OPERATION_DEFINITION ? [each.selectionSet] : [],
  );
  for (const part of path) {
    if (typeof part === 'number') continue;
    const fields = sets.flatMap((set) => fieldsOf(document, set));
    const named = fields.filter(({ key }) => key === part);
    if (named.length === 0) return false;
    sets = named.flatMap(({ below }) => below ?? []);
  }
  return true;
}

interface KeyedField {
  readonly key: string;
  readonly below: SelectionSetNode | undefined;
}

function fieldsOf(document: DocumentNode, { selections }: SelectionSetNode): KeyedField[] {
  return selections.flatMap((selection): KeyedField[] => {
    if (selection.kind === Kind.FIELD)
      return [{ key: selection.alias?.value ?? selection.name.value, below: selection.selectionSet }];
    if (selection.kind === Kind.INLINE_FRAGMENT) return fieldsOf(document, selection.selectionSet);
    return document.definitions.flatMap((each) =>
      each.kind === Kind.FRAGMENT_DEFINITION && each.name.value === selection.name.value
        ? fieldsOf(document, each.selectionSet)
        : [],
    );
  });
}
