import { type ConstDirectiveNode, type DocumentNode, Kind, valueFromASTUntyped } from 'graphql';

/** What a supergraph says of a feature that it uses, by `@link`. */
export interface Link {
  readonly url: string;
  readonly as?: string;
  readonly import?: readonly (string | { readonly name: string; readonly as?: string })[];
  readonly for?: string;
}

export function linksOf(document: DocumentNode): Link[] {
  return document.definitions.flatMap((definition) => {
    if (definition.kind !== Kind.SCHEMA_DEFINITION && definition.kind !== Kind.SCHEMA_EXTENSION) return [];
    return (definition.directives ?? []).filter((directive) => directive.name.value === 'link').map(readLink);
  });
}

export function readLink(directive: ConstDirectiveNode): Link {
  return argumentsOf(directive) as unknown as Link;
}

/** As plain values. */
export function argumentsOf({ arguments: given = [] }: ConstDirectiveNode): Record<string, unknown> {
  return Object.fromEntries(given.map((each) => [each.name.value, valueFromASTUntyped(each.value)]));
}

/** An import may rename the directive; without one, the feature's own or `as` name is its name. */
export function localName(link: Link, feature: string): string {
  return importedName(link, feature) ?? link.as ?? feature;
}

export function importedName(link: Link, directive: string): string | undefined {
  for (const item of link.import ?? []) {
    const { name, as } = typeof item === 'string' ? { name: item, as: undefined } : item;
    if (name === `@${directive}`) return (as ?? name).slice(1);
  }
  return undefined;
}
