import type { Caller } from '@depachika/identity/caller.ts';
import type { DocumentNode } from 'graphql';
import type { OperationList } from './operation-list.ts';
import type { UnlistedOperations } from './unlisted-operations.ts';

/** Whether operations have to be on the list: nobody looks, it is told, or the others are refused. */
export type ListMode = 'off' | 'log' | 'enforce';

/** Holds operations against the list. */
export interface ListRule {
  /** @returns whether it is refused */
  refuses(asked: AskedOfList): boolean;
}

export interface AskedOfList {
  readonly query: string;
  readonly operationName: string | null | undefined;
  readonly caller: Caller;
  /** Undefined for a text that could not be read, or does not fit the graph. */
  readonly document?: DocumentNode | undefined;
}

/**
 * Administrators may ask for what they like, whatever the mode: they have the explorer, and could read the whole graph anyway. Where
 * nothing is listed, nobody looks.
 * @param given.maxTokens beyond which a text is not read
 */
export function listRule(given: {
  readonly mode: ListMode;
  readonly list: OperationList;
  readonly unlisted: UnlistedOperations;
  readonly maxTokens: number;
}): ListRule {
  const { mode, list, unlisted, maxTokens } = given;
  if (mode === 'off' || list.size === 0) return { refuses: () => false };
  const refused = mode === 'enforce';
  return {
    refuses({ query, operationName, caller, document }) {
      if (isFree(caller)) return false;
      // A mistake in a text is told to whoever is let in at all: what it says of the graph is hidden from others.
      if (document ? list.has(document) : !refused || list.hasText(query, maxTokens)) return false;
      unlisted.count({ query, operationName, outcome: refused ? 'refused' : 'let_in' });
      return refused;
    },
  };
}

function isFree(caller: Caller): boolean {
  return caller.kind === 'user' && caller.roles.includes('ADMIN');
}
