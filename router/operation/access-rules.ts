import { type Caller, hasSession, holdsScope } from '@depachika/identity/caller.ts';
import { shared } from '@depachika/messages/shared/shared-messages.ts';
import {
  type ConstDirectiveNode,
  type DocumentNode,
  type FieldDefinitionNode,
  Kind,
  valueFromASTUntyped,
} from 'graphql';
import { type PublicError, routerError } from './public-errors.ts';

/** A caller needs this to read one coordinate of the graph; to be signed in is part of every requirement. */
export interface AccessRequirement {
  /** `Type` or `Type.field`. */
  readonly coordinate: string;
  /** The caller needs every scope of any one group. No group at all: signing in is enough. */
  readonly scopes: readonly (readonly string[])[];
}

/** How this supergraph names the directives, which `@link` may rename. */
export interface AccessDirectiveNames {
  readonly authenticated?: string;
  readonly requiresScopes?: string;
}

/** Every requirement that reading a type, or a field of one object type, brings with it. */
export interface AccessRules {
  ofType(typeName: string): readonly AccessRequirement[];
  /** Of a field as this object type or interface has it, the type's own included. */
  ofField(typeName: string, fieldName: string): readonly AccessRequirement[];
}

/**
 * Reads `@authenticated` and `@requiresScopes` off the full supergraph. Composition refuses them on interfaces and
 * derives those of an interface from the types that implement it, so they are never inherited downwards: one
 * protected type would close every other one that shares an interface with it.
 */
export function readAccessRules(supergraph: DocumentNode, names: AccessDirectiveNames): AccessRules {
  const declared = declaredRequirements(supergraph, names);
  const fields = new Map<string, readonly AccessRequirement[]>();
  const none: readonly AccessRequirement[] = [];

  return {
    ofType(typeName) {
      const requirement = declared.get(typeName);
      return requirement ? [requirement] : none;
    },
    ofField(typeName, fieldName) {
      const coordinate = `${typeName}.${fieldName}`;
      const known = fields.get(coordinate);
      if (known) return known;
      const requirements = [declared.get(typeName), declared.get(coordinate)].filter(
        (each) => each !== undefined,
      );
      fields.set(coordinate, requirements);
      return requirements;
    },
  };
}

/** @returns `UNAUTHENTICATED` for one who has not signed in, `FORBIDDEN` with the coordinate for one without the scopes */
export function refusedAccess(requirement: AccessRequirement, caller: Caller): PublicError | undefined {
  const { coordinate, scopes } = requirement;
  if (!hasSession(caller)) {
    return routerError('UNAUTHENTICATED', shared.signInToRead(coordinate), {
      status: 401,
      extensions: { coordinate },
    });
  }
  const allowed =
    scopes.length === 0 || scopes.some((group) => group.every((scope) => holdsScope(caller, scope)));
  if (allowed) return undefined;
  return routerError('FORBIDDEN', shared.mayNotRead(coordinate), {
    status: 403,
    extensions: { coordinate, requiredScopes: scopes },
  });
}

function declaredRequirements(
  supergraph: DocumentNode,
  names: AccessDirectiveNames,
): Map<string, AccessRequirement> {
  const found = new Map<string, AccessRequirement>();
  for (const definition of supergraph.definitions) {
    if (!('name' in definition) || !definition.name || !('directives' in definition)) continue;
    add(definition.name.value, definition.directives);
    if (!('fields' in definition) || isInput(definition.kind)) continue;
    for (const field of (definition.fields ?? []) as readonly FieldDefinitionNode[]) {
      add(`${definition.name.value}.${field.name.value}`, field.directives);
    }
  }
  return found;

  function add(coordinate: string, directives: readonly unknown[] | undefined): void {
    const requirement = requirementOf(coordinate, (directives ?? []) as readonly ConstDirectiveNode[], names);
    if (requirement) found.set(coordinate, requirement);
  }
}

function isInput(kind: string): boolean {
  return kind === Kind.INPUT_OBJECT_TYPE_DEFINITION || kind === Kind.DIRECTIVE_DEFINITION;
}

function requirementOf(
  coordinate: string,
  directives: readonly ConstDirectiveNode[],
  names: AccessDirectiveNames,
): AccessRequirement | undefined {
  const named = (name: string | undefined) => directives.find((directive) => directive.name.value === name);
  const scoped = named(names.requiresScopes);
  if (!scoped) return named(names.authenticated) ? { coordinate, scopes: [] } : undefined;
  const value = scoped.arguments?.find((argument) => argument.name.value === 'scopes')?.value;
  return { coordinate, scopes: value ? (valueFromASTUntyped(value) as string[][]) : [] };
}
