import type { RouterCode } from '@depachika/schema/error-codes.ts';
import {
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLError,
  Kind,
  Lexer,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
  Source,
  TokenKind,
  visit,
} from 'graphql';
import type { OperationLimits } from '../config.ts';
import { routerError } from './public-errors.ts';

/** How large one document is, fragments counted wherever they are spread. */
export interface DocumentSize {
  readonly depth: number;
  readonly fields: number;
  readonly aliases: number;
  readonly rootFields: number;
  readonly directives: number;
}

/** @returns an error of its own code for each ceiling that the document exceeds; empty when it exceeds none */
export function limitErrors(document: DocumentNode, limits: OperationLimits): readonly GraphQLError[] {
  const size = documentSize(document);
  const checks: [RouterCode, string, number, number][] = [
    ['QUERY_TOO_DEEP', 'levels of fields', limits.depth, size.depth],
    ['TOO_MANY_ALIASES', 'aliases', limits.aliases, size.aliases],
    ['TOO_MANY_ROOT_FIELDS', 'root fields', limits.rootFields, size.rootFields],
    ['TOO_MANY_FIELDS', 'fields', limits.fields, size.fields],
    ['TOO_MANY_DIRECTIVES', 'directives', limits.directives, size.directives],
  ];
  return checks
    .filter(([, , limit, actual]) => actual > limit)
    .map(([code, what, limit, actual]) => limitError(code, { what, limit, actual }));
}

/** The largest operation of the document in each dimension. Fragments in a cycle count once; validation refuses them. */
export function documentSize(document: DocumentNode): DocumentSize {
  const fragments = new Map<string, FragmentDefinitionNode>();
  const measured = new Map<string, SelectionSize>();
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  }
  let size = { depth: 0, fields: 0, aliases: 0, rootFields: 0, directives: countDirectives(document) };
  for (const definition of document.definitions) {
    if (definition.kind !== Kind.OPERATION_DEFINITION) continue;
    const operation = measure(definition.selectionSet);
    size = {
      depth: Math.max(size.depth, operation.depth),
      fields: Math.max(size.fields, operation.fields),
      aliases: Math.max(size.aliases, operation.aliases),
      rootFields: Math.max(size.rootFields, operation.rootFields),
      directives: size.directives,
    };
  }
  return size;

  function measure(set: SelectionSetNode): SelectionSize {
    return set.selections.map(measureSelection).reduce(beside, EMPTY);
  }

  function measureSelection(selection: SelectionNode): SelectionSize {
    if (selection.kind === Kind.INLINE_FRAGMENT) return measure(selection.selectionSet);
    if (selection.kind === Kind.FRAGMENT_SPREAD) return measureFragment(selection.name.value);
    const { selectionSet, name, alias } = selection;
    const below = selectionSet && !isIntrospection(name.value) ? measure(selectionSet) : EMPTY;
    return {
      depth: below.depth + 1,
      fields: below.fields + 1,
      aliases: below.aliases + (alias ? 1 : 0),
      rootFields: 1,
    };
  }

  /** Measured once however often it is spread: a document that doubles at each level costs no more than its text. */
  function measureFragment(name: string): SelectionSize {
    const known = measured.get(name);
    if (known) return known;
    measured.set(name, EMPTY);
    const fragment = fragments.get(name);
    const size = fragment ? measure(fragment.selectionSet) : EMPTY;
    measured.set(name, size);
    return size;
  }
}

/** @returns root fields of one operation of the document, those of fragments included, each as often as it is written */
export function rootFieldCount(document: DocumentNode, operation: OperationDefinitionNode): number {
  const fragments = document.definitions.filter(({ kind }) => kind === Kind.FRAGMENT_DEFINITION);
  return documentSize({ ...document, definitions: [...fragments, operation] }).rootFields;
}

/** @returns how many tokens the text has, up to its first lexical error */
export function countTokens(text: string): number {
  const lexer = new Lexer(new Source(text));
  let count = 0;
  try {
    while (lexer.advance().kind !== TokenKind.EOF) count += 1;
  } catch {
    return count;
  }
  return count;
}

/** @param limit and actual in the unit that `what` names */
export function limitError(
  code: RouterCode,
  size: { what: string; limit: number; actual: number; status?: number },
): GraphQLError {
  const { what, limit, actual } = size;
  return routerError(code, `At most ${limit} ${what} are allowed, this has ${actual}`, {
    status: size.status ?? 400,
    extensions: { limit, actual },
  });
}

type SelectionSize = Omit<DocumentSize, 'directives'>;

const EMPTY: SelectionSize = { depth: 0, fields: 0, aliases: 0, rootFields: 0 };

/** Of two selections in one set. */
function beside(one: SelectionSize, other: SelectionSize): SelectionSize {
  return {
    depth: Math.max(one.depth, other.depth),
    fields: one.fields + other.fields,
    aliases: one.aliases + other.aliases,
    rootFields: one.rootFields + other.rootFields,
  };
}

/** The standard introspection query is deeper than any query of the shop; graphql-js bounds it by a rule of its own. */
function isIntrospection(fieldName: string): boolean {
  return fieldName === '__schema' || fieldName === '__type';
}

function countDirectives(document: DocumentNode): number {
  let count = 0;
  visit(document, {
    Directive() {
      count += 1;
      return false;
    },
  });
  return count;
}
