import { type ConstDirectiveNode, type DocumentNode, visit } from 'graphql';

/** A directive of an SDL, and what it is said of: `Type`, `Type.field` or `Type.field(argument:)`. */
export interface DirectivePlace {
  readonly coordinate: string;
  readonly directive: ConstDirectiveNode;
}

/** @returns those of types, their fields, values and arguments; not those of the schema as a whole */
export function directivePlaces(document: DocumentNode): readonly DirectivePlace[] {
  const places: DirectivePlace[] = [];
  visit(document, {
    DirectiveDefinition: () => false,
    Directive(directive, _key, _parent, _path, ancestors) {
      const [type, field, argument] = ancestors.flatMap(nameOf);
      if (type === undefined) return false;
      const member = field === undefined ? '' : `.${field}`;
      const coordinate = `${type}${member}${argument === undefined ? '' : `(${argument}:)`}`;
      places.push({ coordinate, directive: directive as ConstDirectiveNode });
      return false;
    },
  });
  return places;
}

function nameOf(node: object): string[] {
  return 'name' in node ? [(node.name as { readonly value: string }).value] : [];
}
