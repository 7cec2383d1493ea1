import type { Caller } from '@depachika/identity/caller.ts';
import type { GraphQLError } from 'graphql';
import type { Condition, ConditionalRequirement } from '../operation/access-requirements.ts';
import { refusedAccess } from '../operation/access-rules.ts';
import type { Variables } from '../operation/variables.ts';

/**
 * Decides for the whole request, before anything is executed.
 * @returns `UNAUTHENTICATED` for one who has not signed in, `FORBIDDEN` with the coordinate for one without the scopes
 */
export function authorize(
  requirements: readonly ConditionalRequirement[],
  request: { readonly caller: Caller; readonly variables: Variables },
): GraphQLError | undefined {
  for (const { requirement, conditions } of requirements) {
    if (!conditions.every((condition) => mayBeSelected(condition, request.variables))) continue;
    const refusal = refusedAccess(requirement, request.caller);
    if (refusal) return refusal;
  }
  return undefined;
}

/** Anything but the exact Boolean that leaves the selection out counts as selected: doubt is refused, not served. */
function mayBeSelected(condition: Condition, variables: Variables): boolean {
  const given = variables[condition.variable];
  const value = given === undefined ? condition.byDefault : given;
  return value !== !condition.selectedWhen;
}
