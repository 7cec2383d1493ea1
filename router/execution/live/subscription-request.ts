import type { Caller } from '@depachika/identity/caller.ts';
import type { Language } from '@depachika/messages/language.ts';
import type { PreparedOperation } from '../../operation/operations.ts';
import type { Variables } from '../../operation/variables.ts';

export interface SubscriptionRequest {
  readonly prepared: PreparedOperation;
  readonly variables: Variables;
  readonly caller: Caller;
  readonly requestId: string;
  readonly language: Language;
  /** The last version that the client has seen, told beside its arguments; it counts before them. */
  readonly after?: number | undefined;
}

/** @returns the same text for what differs in the order of keys alone */
export function sortedText(value: unknown): string {
  return JSON.stringify(sorted(value));
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, item]) => [key, sorted(item)]),
  );
}
