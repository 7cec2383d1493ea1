import { readdirSync, readFileSync } from 'node:fs';
import { type Change, CriticalityLevel, DiffRule, diff } from '@graphql-inspector/core';
import {
  type DocumentNode,
  type GraphQLSchema,
  parse,
  TypeInfo,
  validate,
  visit,
  visitWithTypeInfo,
} from 'graphql';

const OPERATIONS_FOLDER = new URL('./operations/', import.meta.url);

export interface TrustedOperation {
  readonly file: string;
  readonly document: DocumentNode;
}

/** The documents that the shop's own clients send, one operation per file. */
export function trustedOperations(): TrustedOperation[] {
  return readdirSync(OPERATIONS_FOLDER)
    .filter((file) => file.endsWith('.graphql'))
    .sort()
    .map((file) => ({ file, document: parse(readFileSync(new URL(file, OPERATIONS_FOLDER), 'utf8')) }));
}

/** What each operation asks that the schema does not offer, with file and line; empty when all is well. */
export function operationProblems(schema: GraphQLSchema, operations: readonly TrustedOperation[]): string[] {
  return operations.flatMap(({ file, document }) =>
    validate(schema, document).map((error) => `${file}:${error.locations?.[0]?.line ?? 1} ${error.message}`),
  );
}

/** Every change from the one schema to the other; breaking ones that no trusted operation uses count as dangerous. */
export async function schemaChanges(
  before: GraphQLSchema,
  after: GraphQLSchema,
  operations: readonly TrustedOperation[],
): Promise<Change[]> {
  const used = usedCoordinates(before, operations);
  return diff(before, after, [DiffRule.considerUsage], {
    // True says that a change is safe there.
    checkUsage: async (coordinates) =>
      coordinates.map(
        ({ type, field, argument }) => !used.has([type, field, argument].filter(Boolean).join('.')),
      ),
  });
}

export function isBreaking(change: Change): boolean {
  return change.criticality.level === CriticalityLevel.Breaking;
}

function usedCoordinates(schema: GraphQLSchema, operations: readonly TrustedOperation[]): Set<string> {
  const used = new Set<string>();
  for (const { document } of operations) {
    const types = new TypeInfo(schema);
    visit(
      document,
      visitWithTypeInfo(types, {
        Field() {
          const parent = types.getParentType()?.name;
          const field = types.getFieldDef();
          if (!parent || !field) return;
          used.add(parent).add(`${parent}.${field.name}`);
          for (const argument of field.args) used.add(`${parent}.${field.name}.${argument.name}`);
        },
      }),
    );
  }
  return used;
}
