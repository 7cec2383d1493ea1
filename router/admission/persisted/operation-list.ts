import { type DocumentNode, parse } from 'graphql';
import { canonicalText, sha256 } from './canonical-text.ts';

/** An operation that may be asked for, with the fragments that it needs. */
export interface ListedOperation {
  /** By which clients may ask for it without its text. */
  readonly ids: readonly string[];
  readonly text: string;
  /** Where it stands, for people. */
  readonly place: string;
}

/** The operations that are known before anybody has sent them. */
export interface OperationList {
  readonly size: number;
  textOf(id: string): string | undefined;
  /** Looks at the canonical text, of which the document remembers that it was looked at. */
  has(document: DocumentNode): boolean;
  /** As {@link has}, for a text that may be no document at all. @param maxTokens beyond which it is not read */
  hasText(text: string, maxTokens: number): boolean;
}

/** A list that cannot be used; its message names the place. */
export class OperationListRefused extends Error {
  readonly code = 'OPERATION_LIST_REFUSED';
}

/** Throws {@link OperationListRefused} for a text that is no GraphQL, and for one id of two texts. */
export function operationList(operations: readonly ListedOperation[]): OperationList {
  const byId = new Map<string, ListedOperation>();
  const hashes = new Set<string>();
  for (const operation of operations) {
    hashes.add(canonicalHash(documentOf(operation)));
    for (const id of operation.ids) {
      const other = byId.get(id);
      if (other && other.text !== operation.text)
        throw new OperationListRefused(
          `${operation.place} gives the id "${id}" to another text than ${other.place} does: give each text an id of its own`,
        );
      byId.set(id, operation);
    }
  }
  const known = new WeakMap<DocumentNode, boolean>();
  return {
    size: hashes.size,
    textOf: (id) => byId.get(id)?.text,
    has(document) {
      const found = known.get(document) ?? hashes.has(canonicalHash(document));
      known.set(document, found);
      return found;
    },
    hasText(text, maxTokens) {
      try {
        return hashes.has(canonicalHash(parse(text, { maxTokens })));
      } catch {
        return false;
      }
    },
  };
}

function canonicalHash(document: DocumentNode): string {
  return sha256(canonicalText(document));
}

function documentOf({ text, place }: ListedOperation): DocumentNode {
  try {
    return parse(text);
  } catch (error) {
    throw new OperationListRefused(`${place} holds no GraphQL document: ${(error as Error).message}`);
  }
}
