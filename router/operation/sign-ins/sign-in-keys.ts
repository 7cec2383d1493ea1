import {
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  type GraphQLSchema,
  isAbstractType,
  Kind,
  type OperationDefinitionNode,
  type SelectionNode,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import type { PlannedPart } from '../planning/safe-keys.ts';
import type { SignInRules } from './sign-in-rules.ts';

export interface SignInKeysOptions {
  /** As the planner's graph has the types that a client sees. */
  readonly schema: GraphQLSchema;
  readonly rules: SignInRules;
  /** Names that the planner may ask for on its own. */
  readonly plannersNames: ReadonlySet<string>;
}

/**
 * Asks each object that says who was signed in for its token, under a key that nothing else of the operation has: a client
 * may call any field as it likes, and none of them is read as the token. The client's answer has no such key.
 */
export function withSignInKeys(part: PlannedPart, options: SignInKeysOptions): PlannedPart {
  const { schema, rules } = options;
  if (rules.size === 0) return part;
  const signInKey = freeKey(part, options.plannersNames);
  const types = new TypeInfo(schema);
  let isSignIn = false;
  const document = visit(
    part.document,
    visitWithTypeInfo(types, {
      SelectionSet: {
        leave(set) {
          const added = tokenSelections(types.getParentType(), options, signInKey);
          if (added.length === 0) return undefined;
          isSignIn = true;
          return { ...set, selections: [...set.selections, ...added] };
        },
      },
    }),
  );
  return isSignIn ? { ...part, ...partsOf(document, part), signInKey } : part;
}

function tokenSelections(
  parent: GraphQLCompositeType | null | undefined,
  { schema, rules }: SignInKeysOptions,
  key: string,
): SelectionNode[] {
  if (!parent) return [];
  const own = rules.get(parent.name);
  if (own) return [tokenField(own, key)];
  if (!isAbstractType(parent)) return [];
  return schema.getPossibleTypes(parent).flatMap(({ name }) => {
    const token = rules.get(name);
    if (!token) return [];
    return [
      {
        kind: Kind.INLINE_FRAGMENT,
        typeCondition: { kind: Kind.NAMED_TYPE, name: { kind: Kind.NAME, value: name } },
        selectionSet: { kind: Kind.SELECTION_SET, selections: [tokenField(token, key)] },
      },
    ];
  });
}

function tokenField(name: string, key: string): SelectionNode {
  return {
    kind: Kind.FIELD,
    alias: { kind: Kind.NAME, value: key },
    name: { kind: Kind.NAME, value: name },
  };
}

function freeKey({ document }: PlannedPart, plannersNames: ReadonlySet<string>): string {
  const taken = new Set(plannersNames);
  visit(document, {
    Field({ alias, name }) {
      taken.add(alias?.value ?? name.value);
    },
  });
  let key = 'signedIn';
  while (taken.has(key)) key += '_';
  return key;
}

function partsOf(
  document: DocumentNode,
  { operation, fragments }: PlannedPart,
): Pick<PlannedPart, 'document' | 'operation' | 'fragments'> {
  const named: Record<string, FragmentDefinitionNode> = Object.create(null);
  let changed: OperationDefinitionNode = operation;
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION && fragments[definition.name.value])
      named[definition.name.value] = definition;
    if (definition.kind === Kind.OPERATION_DEFINITION && isSame(definition, operation)) changed = definition;
  }
  return { document, operation: changed, fragments: named };
}

function isSame(one: OperationDefinitionNode, other: OperationDefinitionNode): boolean {
  return one.name?.value === other.name?.value;
}
